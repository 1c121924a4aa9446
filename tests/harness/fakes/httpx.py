"""`httpx`, as far as the cases' apps use it."""

import sys

from harness.service import SERVICE, Response, words_of


class HTTPError(Exception):
    pass


class RequestError(HTTPError):
    pass


class ConnectError(RequestError):
    pass


class TimeoutException(RequestError):
    pass


class HTTPStatusError(HTTPError):
    pass


def request(method, url, **_):
    return Response(SERVICE.ask(words_of(url), sys.modules[__name__]), url)


def get(url, **_):
    return request("GET", url)


def post(url, **_):
    return request("POST", url)


class Client:
    def __init__(self, **_):
        pass

    def request(self, method, url, **_):
        return request(method, url)

    def get(self, url, **_):
        return request("GET", url)

    def post(self, url, **_):
        return request("POST", url)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class AsyncClient:
    def __init__(self, **_):
        pass

    async def request(self, method, url, **_):
        return Response(await SERVICE.ask_async(words_of(url), sys.modules[__name__]), url)

    async def get(self, url, **_):
        return await self.request("GET", url)

    async def post(self, url, **_):
        return await self.request("POST", url)

    async def aclose(self):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass
