"""What beat calls. The tick worker sees past row-level security, so it hands over ids and renders nothing."""

from celery import current_app, shared_task

from jobs import services

CHUNK = 20


@shared_task
def sweep() -> int:
    """One round of every sweep; what is ready goes to the workers in chunks of ids."""
    ids = services.sweep()
    for start in range(0, len(ids), CHUNK):
        current_app.send_task("notifications.tasks.deliver", [ids[start : start + CHUNK]])
    return len(ids)
