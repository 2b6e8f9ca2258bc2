# One image for every process of Accord; docker-compose.yml says which command each one runs.

FROM node:22-slim AS front-end
WORKDIR /accord/static
COPY static/package.json static/package-lock.json static/.npmrc ./
RUN npm ci --ignore-scripts
# The icon sprite holds what templates and code name, so the build reads both.
COPY . /accord
RUN node build.mjs

FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.txt /
RUN /venv/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement /requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /accord
COPY --from=packages /venv /venv
COPY . .
COPY --from=front-end /accord/static/dist static/dist
# Building needs settings but none that matter: nothing of them is left in the image.
RUN python -m stack.translations \
    && SECRET_KEY=building BASE_URL=https://building DATABASE_URL=postgres:///building REDIS_URL=redis://building \
       SYSTEM_CEILINGS=USA=U python manage.py collectstatic --no-input --verbosity=0 --ignore=redoc --ignore=rest_framework --ignore=django_htmx \
    && useradd --system --no-create-home --shell /usr/sbin/nologin accord \
    && install --directory --owner=accord --mode=0750 /anchors /files
USER accord
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--no-control-socket"]
