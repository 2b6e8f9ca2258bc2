"""The first lock: a view gets the rows it may touch, already checked, and has no other way to get one."""

from collections.abc import Callable
from functools import reduce, wraps
from operator import or_
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from clearances.guards import Guarded, require, roots_held

View = Callable[..., HttpResponseBase]


def guarded(model: type[Guarded], action: str, *, many: bool = False, key: str = "pk") -> Callable[[View], View]:
    """Hand the view what it may touch, already checked.

    With *many*, the view gets a queryset. Otherwise it gets the row that *key* in the URL names: 404 when the user
    may not even see it, 403 when they may see it but not perform *action*. Both are decided before the view reads
    its input.
    """
    if action not in model.guard.actions:
        raise ValueError(f"{model.__name__}.guard does not declare {action!r}.")

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if many:
                return view(request, model.objects.for_user(request.user, action), **kwargs)
            visible = model.objects.for_user(request.user, "view")
            row = get_object_or_404(visible, **{key: kwargs.pop(key)})
            if action != "view":
                require(request.user, action, row)  # type: ignore[arg-type]  # login_required: never anonymous here.
            return view(request, row, **kwargs)

        return _declare(login_required(wrapper), (model, action))

    return decorate


def office(permission: str | tuple[str, ...], root: type[models.Model]) -> Callable[[View], View]:
    """Hand the view the unlabelled roots (parties) on which the user holds *permission*; 404 when there is none.

    Of several permissions, any will do.
    """
    wanted = (permission,) if isinstance(permission, str) else permission

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            held = reduce(or_, (roots_held(request.user, each, root) for each in wanted))
            if not held.exists():
                raise Http404
            return view(request, held, **kwargs)

        return _declare(login_required(wrapper), (root, " or ".join(wanted)))

    return decorate


def own(view: View) -> View:
    """For pages that show a signed-in person nothing but what every queryset they use decides for that person."""
    return _declare(login_required(view), ("own", ""))


def public(reason: str) -> Callable[[View], View]:
    """For the few pages that anyone may open; the *reason* is read in review."""

    def decorate(view: View) -> View:
        return _declare(view, ("public", reason))

    return decorate


def _declare(view: View, access: tuple[Any, str]) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
