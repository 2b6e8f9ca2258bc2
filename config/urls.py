"""Every address of the portal. Each app answers for its own."""

from django.urls import include, path, register_converter

from portal.views import language
from programs.references import ReferenceConverter

register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("", include("portal.urls")),
    path("accounts/", include("accounts.entrance")),
    path("language/", language, name="set_language"),
    path("programs/", include("programs.urls")),
    path("exchanges/", include("exchanges.urls")),
    path("calendars/", include("calendars.urls")),
    path("resources/", include("resources.urls")),
    path("serials/", include("serials.urls")),
    path("milestones/", include("milestones.urls")),
    path("phases/", include("phases.urls")),
    path("planning/", include("planning.urls")),
    path("delegations/", include("participants.urls")),
    path("files/", include("files.urls")),
    path("letters/", include("letters.urls")),
    path("threads/", include("threads.urls")),
    path("tasks/", include("logistics.urls")),
    path("clearances/", include("clearances.urls")),
    path("releases/", include("releases.urls")),
    path("audit/", include("audit.urls")),
    path("brief/", include("briefs.urls")),
    path("commitments/", include("commitments.urls")),
    path("requests/", include("demand.urls")),
    path("inbox/", include("notifications.urls")),
    path("", include("accounts.urls")),
    path("api/", include("api.urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
