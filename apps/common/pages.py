"""Error pages for people, and the same answers as JSON under `/api/`; never a traceback."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from .problems import Problem, json_response, problem_of, wants_json

TITLES: Final = {
    400: "This request can't be understood",
    403: "You may not open this",
    404: "There is nothing here",
    410: "This is no longer valid",
    413: "That is too large",
    429: "Too many attempts",
    500: "Something went wrong on our side",
    503: "Not ready yet",
}


def problem_page(request: HttpRequest, problem: Problem, title: str = "") -> HttpResponse:
    """A calm page that says what happened and what to do; it needs neither database nor session."""
    if wants_json(request):
        return json_response(problem)
    context = {"title": title or TITLES.get(problem.status, TITLES[400]), "problem": problem}
    # Without the request, so that no context processor runs: this page must work when little else does.
    return HttpResponse(
        render(None, "errors/problem.html", context).content, status=problem.status, headers=problem.headers
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 400."""
    message = "The address or the request has something in it that isn't allowed."
    if isinstance(exception, DisallowedHost):
        message = "This server doesn't answer to the name you reached it by. Its owner can add it to ALLOWED_HOSTS."
    return problem_page(request, Problem(400, "bad_request", message))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 403."""
    return problem_page(request, Problem(403, "forbidden", "Ask an owner of the workspace to let you in."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form or call without this browser's token: most often a page left open from an earlier sign-in."""
    return problem_page(
        request,
        Problem(403, "csrf", "This page is from an earlier sign-in. Go back, reload it and try again."),
        "The page is out of date",
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """Where allauth's rate limits end."""
    return problem_page(request, Problem(429, "too_many", "Wait a while, then try again."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 404, and the answer to any address under `/api/` that doesn't exist."""
    message = "Check the address. The app may have been deleted, or you may not be a member of its workspace."
    if wants_json(request):
        message = f"There is no {request.method} {request.path}. Addresses of the API end with a slash."
    return problem_page(request, Problem(404, "not_found", message))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's 500: the log has the traceback, the person has a page."""
    return problem_page(
        request,
        Problem(
            500, "internal", "Nothing you saved is lost. Try again; if it stays, the server's log names the cause."
        ),
    )


class ProblemPages:
    """Middleware: an AppError raised by a page becomes a page; one that asks for a sign-in leads to it."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)  # type: ignore[operator]  # Django hands a callable in
        assert isinstance(response, HttpResponseBase)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Translate what is meant for people; anything else goes on to `server_error` and the log."""
        problem = problem_of(error)
        if problem is None:
            return None
        if problem.status == 401 and not wants_json(request):
            return redirect_to_login(request.get_full_path())
        return problem_page(request, problem)
