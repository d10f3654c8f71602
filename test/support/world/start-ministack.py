"""Starts ministack 1.5.33 with what AWS does beyond it, and on which our roles rely. It evaluates two more condition keys of
S3 (s3:if-none-match of a write, s3:ExistingObjectTag of a new tag), one of EventBridge (events:source) and the attributes that an
item is written with (dynamodb:Attributes). It authorizes SendMessageBatch as sqs:SendMessage, since IAM knows no other action for
it, a CreateSecret with tags as secretsmanager:TagResource too, and GetParametersByPath on the path, where ministack takes no
resource. It writes the whole log of an invocation when that ends, and lists a subscription that nobody has confirmed as SNS does.
With S3_READS_NEED_MORE it asks two more things of a GetObject, as S3 does: s3:ListBucket where nothing is there, and kms:Decrypt on
the key that encrypts it.
Where ALLOWED_CALLS_FILE names a file, each thing that a session of a role was allowed is written there once, a line of JSON each."""

import contextvars
import json
import os
import queue
import select
import time

from ministack.app import main
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.core.responses import get_account_id
from ministack.services import s3, sns

s3_service_context = iam_actions.s3_service_context
dynamodb_service_context = iam_actions.dynamodb_service_context
extract_iam_action = iam_actions.extract_iam_action
extract_resource_arn = iam_actions.extract_resource_arn
request_tag_context = iam_actions.request_tag_context
enforce = iam_evaluator.enforce
allowed_calls_file = os.environ.get("ALLOWED_CALLS_FILE")
known = set()
s3_additional_checks = iam_actions.s3_additional_checks
access_denied_response = iam_actions.access_denied_response
brings_tags = contextvars.ContextVar("brings_tags", default=False)


def with_more_keys(iam_action, query_params, path="", headers=None):
    context = s3_service_context(iam_action, query_params, path, headers)
    if iam_action == "s3:PutObject" and (headers or {}).get("if-none-match"):
        context["s3:if-none-match"] = headers["if-none-match"]
    if iam_action == "s3:PutObjectTagging":
        bucket, _, key = path.lstrip("/").partition("/")
        for name, value in s3.object_tags_for_condition(bucket, key, query_params or {}).items():
            context[f"s3:ExistingObjectTag/{name}"] = value
    return context


named_by_denial = contextvars.ContextVar("named_by_denial", default={})


def with_more_checks_of_reads(method, path, headers, body, query_params):
    checks = s3_additional_checks(method, path, headers, body, query_params)
    bucket_name, _, key = path.lstrip("/").partition("/")
    bucket = s3._buckets.get(bucket_name)
    if method != "GET" or not key or bucket is None:
        return checks
    found = bucket["objects"].get(key)
    if found is None:
        more = [("s3:ListBucket", f"arn:aws:s3:::{bucket_name}")]
    else:
        encrypted_with = s3._stored_sse_headers(found).get("x-amz-server-side-encryption-aws-kms-key-id")
        more = [("kms:Decrypt", encrypted_with)] if encrypted_with else []
    named_by_denial.set(dict(more))
    return [*checks, *more]


def with_resource_of_denial(service, action, principal_arn, request_id, **details):
    resource = named_by_denial.get().get(action) if service == "s3" else None
    if resource:
        details["message"] = iam_actions.identity_denial_message(
            action, principal_arn, resource, details.get("explicit_deny", False)
        )
    return access_denied_response(service, action, principal_arn, request_id, **details)


def via_service(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    is_for_another = iam_action.startswith("kms:") and service != "kms"
    via = {"kms:ViaService": f"{service}.{region}.amazonaws.com"} if is_for_another else {}
    return enforce(access_key_id, iam_action, service, region, resource_arn, {**(service_context or {}), **via})


def with_source_of_events(service, iam_action, body, routing_params):
    context = request_tag_context(service, iam_action, body, routing_params)
    if iam_action == "events:PutEvents":
        # AWS judges each entry. Ours have one in a call: for several sources, none fits.
        sources = {entry.get("Source", "") for entry in json.loads(body or b"{}").get("Entries", [])}
        context["events:source"] = sources.pop() if len(sources) == 1 else ""
    return context


def as_iam_knows_it(*request):
    action = extract_iam_action(*request)
    body = request[4] if len(request) > 4 else b""
    brings_tags.set(action == "secretsmanager:CreateSecret" and bool(json.loads(body or b"{}").get("Tags")))
    return "sqs:SendMessage" if action == "sqs:SendMessageBatch" else action


def with_attributes_of_items(body):
    context = dynamodb_service_context(body)
    item = json.loads(body or b"{}").get("Item")
    if isinstance(item, dict):
        context["dynamodb:Attributes"] = [*context.get("dynamodb:Attributes", []), *item]
    return context


def with_path_of_parameters(service, method, path, headers, body, query_params, region, account_id):
    arn = extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)
    if service != "ssm" or arn != "*":
        return arn
    parameters = json.loads(body or b"{}").get("Path")
    return f"arn:aws:ssm:{region}:{account_id}:parameter{parameters}" if parameters else arn


def with_record(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    actions = [iam_action, *(["secretsmanager:TagResource"] if brings_tags.get() else [])]
    refusals = [
        via_service(access_key_id, action, service, region, resource_arn, service_context) for action in actions
    ]
    refusal = next((each for each in refusals if each is not None), None)
    if refusal is None and access_key_id:
        for action in actions:
            record(access_key_id, action, resource_arn)
    return refusal


def record(access_key_id, action, resource):
    caller = getattr(iam_evaluator.resolve_credential(access_key_id, get_account_id()), "principal_arn", "")
    if ":assumed-role/" not in caller or (caller, action, resource) in known:
        return
    known.add((caller, action, resource))
    # Of a function, the session has its name (core/lambda_runtime.py).
    line = json.dumps({"session": caller.rsplit("/", 1)[-1], "action": action, "resource": resource})
    with open(allowed_calls_file, "a", encoding="utf-8") as file:
        file.write(line + "\n")


QUIET_S = 0.05
LONGEST_READ_S = 2


def whole_log(worker):
    """Another thread reads the lines. On a busy machine it rests for longer than the 5 ms that ministack waits: the last lines,
    and with them the end of a run, would come with the next invocation."""
    lines = []
    latest = time.monotonic() + LONGEST_READ_S
    while time.monotonic() < latest:
        try:
            lines.append(worker._stderr_queue.get(timeout=QUIET_S))
        except queue.Empty:
            process = worker._proc
            if process is None or not select.select([process.stderr], [], [], 0)[0]:
                break
    return "\n".join(lines)


lambda_runtime.Worker._drain_stderr_bounded = whole_log

list_subscriptions = sns._list_subscriptions_by_topic


def with_pending(params):
    """AWS gives no ARN before a subscription is confirmed, and nobody here follows the link in a mail."""
    status, headers, body = list_subscriptions(params)
    topic, _ = sns._get_topic(sns._p(params, "TopicArn"))
    for one in topic["subscriptions"] if topic else []:
        if not one.get("confirmed") or one["protocol"].startswith("email"):
            arn, pending = one["arn"], "PendingConfirmation"
            body = body.replace(arn, pending) if isinstance(body, str) else body.replace(arn.encode(), pending.encode())
    return status, headers, body


sns._list_subscriptions_by_topic = with_pending

# Their callers import these functions by name each time they need them.
iam_actions.s3_service_context = with_more_keys
iam_actions.dynamodb_service_context = with_attributes_of_items
iam_actions.extract_iam_action = as_iam_knows_it
iam_actions.extract_resource_arn = with_path_of_parameters
iam_actions.request_tag_context = with_source_of_events
if os.environ.get("S3_READS_NEED_MORE"):
    iam_actions.s3_additional_checks = with_more_checks_of_reads
    iam_actions.access_denied_response = with_resource_of_denial
if allowed_calls_file:
    iam_evaluator.enforce = with_record

if __name__ == "__main__":
    main()
