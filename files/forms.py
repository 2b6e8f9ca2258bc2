"""The shape of what is entered about files."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances import markings
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.labels import container_key
from clearances.models import Label
from files.inspecting.kinds import KINDS
from files.inspecting.report import Refused
from files.models import TITLE_LENGTH, File, FileVersion
from files.reading import newest_for
from files.receiving import skipped
from files.sending import Sent, send
from files.words import why
from participants.models import Delegation
from programs.answers import ServiceForm, VersionedForm

ENDINGS = ",".join(suffix for kind in KINDS.values() for suffix in kind.suffixes)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(each, initial) for each in sent if each]


def limits() -> str:
    each, together = map(filesizeformat, (settings.FILES_MOST_BYTES, settings.FILES_MOST_AT_ONCE))
    return _("At most %(each)s each, and %(together)s at once.") % {"each": each, "together": together}


class UploadForm(LabelForm, ServiceForm):
    """Files with one label for all of them. Each that is refused is named; the others are kept."""

    label_prefixes = ("label",)
    headings = {"label": _("Files")}
    hints = {"label": _("PDF, pictures, office documents and plain text. Metadata are taken out of pictures and PDF.")}
    parts = {"label": ("uploads", "title", "asks_acknowledgement")}
    renamed = {"label": "label_classification"}
    blank, floor_title = _("As the content of the exchange"), _("The cover")

    uploads = FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,  # Named like every other that isn't taken.
        widget=FilesInput({"accept": ENDINGS, "multiple": True}),
    )
    title = forms.CharField(
        label=_("Title"), max_length=TITLE_LENGTH, required=False, help_text=_("Without one, its name is its title.")
    )
    asks_acknowledgement = forms.BooleanField(
        label=_("Ask its readers to acknowledge that they have read it"), required=False
    )

    def __init__(self, request: Any, *, standing: Label, floor: Label, about: Any) -> None:
        self.standing, self.floor = standing, floor
        self.skipped = skipped(request)
        posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        super().__init__(*posted, author=request.user, owner=standing.owner, container=container_key(about))
        self.fields["uploads"].help_text = limits()

    def terms_of(self, name: str) -> Terms:
        return Terms(
            owner=self.label_owner,
            title=str(_("file")),
            blank=str(self.blank),
            asked=self.standing,
            floor=self.floor,
            floor_title=str(self.floor_title),
            container=self.container,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("uploads") and not self.skipped:
            self.add_error("uploads", _("Choose at least one file."))
        return cleaned

    def send(self, keep: Callable[..., Any]) -> list[Any]:
        """What *keep* made of each file; the errors of the others are in the form then."""
        if not self.is_bound or self.is_choosing or not self.is_valid():
            return []
        sent = Sent(problems=[why(name, Refused(code)) for name, code in self.skipped])
        try:
            with transaction.atomic():
                send(self.cleaned_data["uploads"], lambda got: keep(got, **self.facts), sent)
        except ValidationError as problem:
            self.refuse(problem)
            return []
        for problem in sent.problems:
            self.add_error("uploads", problem)
        return sent.kept

    @property
    def facts(self) -> dict[str, Any]:
        """What the services take beside the file."""
        names = [name for name in self.parts["label"] if name != "uploads"]
        return {**{name: self.cleaned_data[name] for name in names}, "label": self.label_values["label"]}


class VersionForm(UploadForm):
    """Another content of a file, as its sender had read of it."""

    headings = {"label": _("New version")}
    hints = {"label": _("Earlier versions stay. Whoever acknowledged one is asked again.")}
    parts = {"label": ("uploads",)}
    blank, floor_title = _("As the file"), _("The file")
    title = asks_acknowledgement = None  # type: ignore[assignment]  # Django's way to leave a field out.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, request: Any, *, file: File, newest: FileVersion | None) -> None:
        super().__init__(request, standing=file.label, floor=file.label, about=file.exchange)
        self.fields["uploads"].widget = forms.FileInput({"accept": ENDINGS})
        self.initial["seen"] = str(newest.pk) if newest else ""

    @property
    def facts(self) -> dict[str, Any]:
        return {**super().facts, "seen": self.cleaned_data["seen"]}


class OfferForm(UploadForm):
    """What the host puts into one packet."""

    hints = {"label": _("For this nation alone; the exchange itself doesn't have them.")}
    blank, floor_title = _("As the invitation"), _("The invitation")


class GivenForm(OfferForm):
    """What a nation hands to the host."""

    headings = {"label": _("For the host")}
    hints = {"label": _("Its planners read it, and no other nation. You can take it back.")}
    parts = {"label": ("uploads", "title")}
    asks_acknowledgement = None  # type: ignore[assignment]  # As above.


class AmendForm(VersionedForm):
    """The words of a file."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    asks_acknowledgement = forms.BooleanField(
        label=_("Ask its readers to acknowledge that they have read it"), required=False
    )


class RemoveForm(VersionedForm):
    """Nothing but a yes, to the file as it was read."""


def _choice(row: FileVersion) -> str:
    return f"{markings.of_label(row.label_id).portion} {row.file.title} ({row.name})"


class AttachForm(ServiceForm):
    """Which of the exchange's files go into a packet. One that its nation couldn't read isn't offered."""

    versions = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Files of the exchange"), widget=forms.CheckboxSelectMultiple
    )
    asks_acknowledgement = forms.BooleanField(
        label=_("Ask the delegation to acknowledge that it has read them"), required=False
    )
    renamed = {"label": "versions", "version": "versions"}

    def __init__(self, data: Any = None, *, delegation: Delegation, reader: User) -> None:
        super().__init__(data)
        offered = newest_for(reader, delegation)
        self.fields["versions"].queryset = FileVersion.objects.for_user(reader, "export").filter(
            pk__in=[row.pk for row in offered]
        )
        self.fields["versions"].label_from_instance = _choice
