from django.urls import path

from files.views import exchange, packet

app_name = "files"

urlpatterns = [
    path("<reference:exchange__reference>/", exchange.index, name="index"),
    path("<reference:exchange__reference>/add/", exchange.add, name="add"),
    path("file/<uuid:pk>/", exchange.file, name="file"),
    path("file/<uuid:pk>/renew/", exchange.renew, name="renew"),
    path("file/<uuid:pk>/edit/", exchange.edit, name="edit"),
    path("file/<uuid:pk>/remove/", exchange.remove, name="remove"),
    path("version/<uuid:pk>/", exchange.download, name="download"),
    path("version/<uuid:pk>/acknowledge/", exchange.acknowledge, name="acknowledge"),
    path("packet/<uuid:pk>/attach/", packet.attach, name="attach"),
    path("packet/<uuid:pk>/offer/", packet.offer, name="offer"),
    path("packet/<uuid:pk>/give/", packet.give, name="give"),
    path("packet-file/<uuid:pk>/", packet.download, name="packet_download"),
    path("packet-file/<uuid:pk>/acknowledge/", packet.acknowledge, name="packet_acknowledge"),
    path("packet-file/<uuid:pk>/recall/", packet.recall, name="recall"),
]
