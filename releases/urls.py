from django.urls import path

from releases.views import ledger, releases, seeing

app_name = "releases"

urlpatterns = [
    path("", releases.index, name="index"),
    path("mark/<slug:kind>/<slug:key>/", releases.mark, name="mark"),
    path("<uuid:pk>/", releases.release, name="release"),
    path("<uuid:pk>/consent/", releases.consent, name="consent"),
    path("<uuid:pk>/refuse/", releases.refuse, name="refuse"),
    path("<uuid:pk>/withdraw/", releases.withdraw, name="withdraw"),
    path("ledger/", ledger.index, name="ledger"),
    path("ledger/<str:code>/", ledger.nation, name="nation"),
    path("ledger/<str:code>/file/", ledger.download, name="download"),
    path("as/<uuid:pk>/", seeing.see, name="see"),
]
