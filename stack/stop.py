"""``make stop``: stop what runs in this checkout, whoever started it."""

from stack import admission
from stack.servers import Servers
from stack.trial import stop_if_unused

if __name__ == "__main__":
    admission.stop()
    Servers("run").stop()
    if not stop_if_unused(Servers("test")):
        print("Tests are going on in this checkout: their servers stay until they have ended.")
