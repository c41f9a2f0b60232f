"""DescribeStackResource of a resource in progress.

CloudFormation returns a resource from its first event on, as CREATE_IN_PROGRESS, UPDATE_IN_PROGRESS and so on.
MiniStack returns it after its creation, with the status of the last successful operation. The function uses this call
to check whether CloudFormation still waits for it, and otherwise deletes what it created. MiniStack records the events,
so the status is read from them.
"""

from html import escape

from ministack.services.cloudformation import _ACTION_HANDLERS, _stack_events
from ministack.services.cloudformation.handlers import _describe_stack_resource, _resolve_stack
from ministack.services.cloudformation.helpers import _p, _xml


def register():
    _ACTION_HANDLERS["DescribeStackResource"] = _describe


def _describe(params):
    logical_id = _p(params, "LogicalResourceId")
    stack = _resolve_stack(_p(params, "StackName")) or {}
    events = _stack_events.get(stack.get("StackId"), [])
    latest = next((event for event in reversed(events) if event["LogicalResourceId"] == logical_id), None)
    if latest is None:
        return _describe_stack_resource(params)
    # Only some events have the physical id; the record has it after the response to the Create.
    record = stack.get("_resources", {}).get(logical_id, {})
    detail = {
        "StackName": stack["StackName"],
        "StackId": stack["StackId"],
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": latest["PhysicalResourceId"] or record.get("PhysicalResourceId"),
        "ResourceType": latest["ResourceType"],
        "ResourceStatus": latest["ResourceStatus"],
        "ResourceStatusReason": latest["ResourceStatusReason"],
        "LastUpdatedTimestamp": latest["Timestamp"],
    }
    members = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in detail.items() if value)
    result = f"<StackResourceDetail>{members}</StackResourceDetail>"
    return _xml(
        200,
        "DescribeStackResourceResponse",
        f"<DescribeStackResourceResult>{result}</DescribeStackResourceResult>",
    )
