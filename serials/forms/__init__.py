from serials.forms.filtering import SheetForm
from serials.forms.planning import EditForm, NewForm, SerialForm, TurnForm

__all__ = ["EditForm", "NewForm", "SerialForm", "SheetForm", "TurnForm"]
