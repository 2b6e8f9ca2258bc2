from serials.forms.filtering import SheetForm
from serials.forms.planning import EditForm, NewForm, SerialForm, TurnForm
from serials.forms.printing import PrintForm

__all__ = ["EditForm", "NewForm", "PrintForm", "SerialForm", "SheetForm", "TurnForm"]
