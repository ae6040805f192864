"""JSON lines with a request id and no personal text: route names, statuses, times; never paths, queries or bodies."""

import logging
import sys
import time
from types import TracebackType

import structlog
from flask import Flask, Response, g, request

from learnmentor.web.headers import request_id

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(*, stream: object = None) -> None:
    """Write every log line as JSON to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),  # type: ignore[arg-type]
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def places(trace: TracebackType | None) -> list[str]:
    """The last places in the code that a crash went through, without any values."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('learnmentor/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-6:]


def init_app(app: Flask) -> None:
    """One line for each request, one for each crash (the place in the code, never the values)."""
    log = structlog.get_logger("requests")

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _line(response: Response) -> Response:
        if request.endpoint not in {"static", "web.health"}:
            log.info(
                "request",
                request_id=request_id(),
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            )
        return response

    def _crashed(exc_info: ExcInfo) -> None:
        _kind, error, trace = exc_info
        log.error(
            "crash", request_id=request_id(), endpoint=request.endpoint, error=type(error).__name__, trace=places(trace)
        )

    app.log_exception = _crashed  # type: ignore[method-assign]
