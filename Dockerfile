# The board, the builds and the commands of Tenure in one image. How it is run: compose.yaml and docs/deploy.md.

FROM python:3.11.14-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements.txt /build/
# Wheels alone: nothing is compiled here. The second line brings a Japanese typeface for the PDF, and none of its code.
RUN python -m venv --without-pip /opt/tenure \
    && python -m pip --python /opt/tenure/bin/python install --only-binary :all: --requirement /build/requirements.txt \
    && python -m pip --python /opt/tenure/bin/python install --only-binary :all: --no-deps matplotlib-fontja==1.1.0
COPY LICENSE app.py requirements.txt ./
COPY .streamlit/config.toml .streamlit/
COPY static static
COPY components components
COPY data data
COPY queries queries
COPY pages pages
# The root is read-only when it runs: what Python would write then is written now.
RUN /opt/tenure/bin/python -m compileall -q -j 0 /app /opt/tenure/lib

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="Tenure" org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 tenure \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin tenure \
    && python -m pip uninstall --yes --quiet --root-user-action ignore pip setuptools wheel \
    && install --directory --owner 10001 --group 10001 --mode 0700 /app/var /backups
COPY --from=build /opt/tenure /opt/tenure
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/tenure/bin:/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 \
    HOME=/tmp TENURE_HOME=/app/var STREAMLIT_SERVER_ADDRESS=0.0.0.0
VOLUME /app/var
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["python", "-m", "components.serving", "--host", "0.0.0.0", "--port", "8501"]
