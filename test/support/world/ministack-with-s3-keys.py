"""Starts ministack with two condition keys of S3 that 1.5.33 does not know, and on which the bucket's policy and the renew
role rely: s3:if-none-match of a write, and s3:ExistingObjectTag of a new tag."""

from ministack.app import main
from ministack.core import iam_actions
from ministack.services import s3

s3_service_context = iam_actions.s3_service_context


def with_more_keys(iam_action, query_params, path="", headers=None):
    context = s3_service_context(iam_action, query_params, path, headers)
    if iam_action == "s3:PutObject" and (headers or {}).get("if-none-match"):
        context["s3:if-none-match"] = headers["if-none-match"]
    if iam_action == "s3:PutObjectTagging":
        bucket, _, key = path.lstrip("/").partition("/")
        for name, value in s3.object_tags_for_condition(bucket, key, query_params or {}).items():
            context[f"s3:ExistingObjectTag/{name}"] = value
    return context


# Its callers import the function by name each time they need it.
iam_actions.s3_service_context = with_more_keys

if __name__ == "__main__":
    main()
