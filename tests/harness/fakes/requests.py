"""`requests`, as far as the cases' apps use it."""

import sys
from types import SimpleNamespace

from harness.service import SERVICE, Response, words_of


class RequestException(OSError):
    pass


class HTTPError(RequestException):
    pass


class ConnectionError(RequestException):
    pass


class Timeout(RequestException):
    pass


exceptions = SimpleNamespace(
    RequestException=RequestException, HTTPError=HTTPError, ConnectionError=ConnectionError, Timeout=Timeout
)


def request(method, url, **_):
    return Response(SERVICE.ask(words_of(url), sys.modules[__name__]), url)


def get(url, params=None, **_):
    return request("GET", url)


def post(url, data=None, json=None, **_):
    return request("POST", url)


put = patch = delete = post


class Session:
    def __init__(self):
        self.headers = {}

    def request(self, method, url, **_):
        return request(method, url)

    def get(self, url, **_):
        return request("GET", url)

    def post(self, url, data=None, json=None, **_):
        return request("POST", url)

    put = patch = delete = post

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
