"""Pages of an exchange's files: its tab, one file, and what is done to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearances.decorators import guarded
from exchanges.models import ExchangeContent
from files import reading, services
from files.forms import AmendForm, RemoveForm, UploadForm, VersionForm
from files.models import File, FileVersion
from files.views.answering import moved, sent_along

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(ExchangeContent, "view", key="exchange__reference")
def index(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    return TemplateResponse(request, "files/index.html", reading.index_page(request.user, content))


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def add(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    exchange = content.exchange
    form = UploadForm(request, standing=content.label, floor=exchange.label, about=exchange)
    kept = form.send(lambda got, **facts: services.add_file(content, got, by=request.user, **facts))
    say_kept(request, kept)
    if kept and not form.errors:
        return moved(request, "files:index", exchange.reference)
    facts = {"form": form, "exchange": exchange}
    return TemplateResponse(request, "files/add.html", facts, status=form.status)


def say_kept(request: HttpRequest, kept: list[Any]) -> None:
    if kept:
        text = ngettext("%(count)d file is added.", "%(count)d files are added.", len(kept))
        messages.success(request, text % {"count": len(kept)})


@require_safe
@guarded(File, "view")
def file(request: HttpRequest, file: File) -> HttpResponseBase:
    return TemplateResponse(request, "files/file.html", reading.file_page(request.user, file))


@require_http_methods(READ_OR_WRITE)
@guarded(File, "change")
def renew(request: HttpRequest, file: File) -> HttpResponseBase:
    """Add a version."""
    (row,) = reading.shown(request.user, [file])
    form = VersionForm(request, file=file, newest=row.newest)
    kept = form.send(lambda got, **facts: services.add_version(file, got, by=request.user, **facts))
    if kept and not form.errors:
        messages.success(request, _("The new version is there. Earlier ones stay below it."))
        return moved(request, "files:file", file.pk)
    facts = {"form": form, "file": file, "exchange": file.exchange}
    return TemplateResponse(request, "files/renew.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(File, "change")
def edit(request: HttpRequest, file: File) -> HttpResponseBase:
    form = AmendForm(request.POST or None, row=file)
    if form.attempt(lambda: services.amend_file(file, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The file is changed."))
        return redirect(file)
    facts = {"form": form, "file": file, "exchange": file.exchange}
    return TemplateResponse(request, "files/edit.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(File, "change")
def remove(request: HttpRequest, file: File) -> HttpResponseBase:
    form, exchange = RemoveForm(request.POST or None, row=file), file.exchange
    if form.attempt(lambda: services.remove_file(file, by=request.user, **form.cleaned_data) or True):
        messages.success(request, _("The file is removed."))
        return redirect("files:index", exchange.reference)
    effects = [
        _("Take the file with all its versions off the exchange: nobody can take a copy along any more."),
        _("Leave copies that were put into packets where they are, and what readers have already taken along."),
    ]
    facts = {"form": form, "file": file, "exchange": exchange, "effects": effects}
    return TemplateResponse(request, "files/remove.html", facts, status=form.status)


@require_safe
@guarded(FileVersion, "export")
def download(request: HttpRequest, version: FileVersion) -> HttpResponseBase:
    return sent_along(request, version)


@require_POST
@guarded(FileVersion, "view")
def acknowledge(request: HttpRequest, version: FileVersion) -> HttpResponseBase:
    services.acknowledge(version, by=request.user)
    messages.success(request, _("You have acknowledged that you have read it."))
    return redirect(version)
