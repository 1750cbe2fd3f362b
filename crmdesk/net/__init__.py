"""How we speak HTTP: client, retry of one request, server-sent events, failures. The only room that knows httpx."""
