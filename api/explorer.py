"""The contract itself, and a page on which to try it, served from here without any other host."""

from django.contrib.auth.mixins import LoginRequiredMixin
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import TemplateHTMLRenderer


class Schema(SpectacularAPIView):
    """The contract of version 1 in OpenAPI; the same for everybody who is signed in."""

    access = ("own", "")
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]
    renderer_classes = [OpenApiJsonRenderer]
    http_method_names = ["get", "head"]


class Explorer(LoginRequiredMixin, SpectacularSwaggerSplitView):
    """Swagger UI in the portal's own shell: no inline script and no inline style."""

    access = ("own", "")
    url_name = "api:schema"
    template_name = "api/explorer.html"
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]
    renderer_classes = [TemplateHTMLRenderer]
    http_method_names = ["get", "head"]
