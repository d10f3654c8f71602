"""DNScale's own Python SDK on a line: each line of JSON on stdin is one call, each on stdout its result.

It judges and retries nothing itself. It ends when stdin closes, so it never outlives its test.
"""

import json
import sys
from collections.abc import Iterator

from dnscale import DNScale
from dnscale_api.models import UpdateRecordByNameRequest

ERROR_FIELDS = ("status_code", "code", "message", "details", "request_id", "retry_after")


def main() -> None:
    clients: dict[str, DNScale] = {}
    for line in sys.stdin:
        request = json.loads(line)
        token = request["token"]
        if token not in clients:
            clients[token] = DNScale(api_key=token, base_url=sys.argv[1])
        print(json.dumps(answer(clients[token], request)), flush=True)


def answer(client: DNScale, request: dict) -> dict:
    resource, method = request["call"].split(".")
    named = request["named"]
    if "body" in named:  # of update_by_name only
        named["body"] = UpdateRecordByNameRequest.from_dict(named["body"])
    try:
        result = getattr(getattr(client, resource), method)(*request["args"], **named)
        return {"value": plain(result)}
    except Exception as error:  # the test is about its name
        fields = {name: getattr(error, name) for name in ERROR_FIELDS if hasattr(error, name)}
        return {"error": {"message": str(error), **fields, "type": type(error).__name__}}


def plain(result: object) -> object:
    if isinstance(result, Iterator):
        return [plain(item) for item in result]
    return result.to_dict() if hasattr(result, "to_dict") else result


main()
