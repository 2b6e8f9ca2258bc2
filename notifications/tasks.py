"""Deliver in the worker that has no more rights than the application."""

from celery import shared_task

from jobs import services


@shared_task
def deliver(ids: list[int]) -> int:
    return services.deliver(ids)
