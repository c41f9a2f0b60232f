"""AWS::IVS::Channel, which MiniStack does not know: made, changed and deleted through the API of IVS."""

import os

import botocore.session
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

RESOURCE_TYPE = "AWS::IVS::Channel"


def register():
    if RESOURCE_TYPE in _RESOURCE_HANDLERS:
        raise SystemExit(f"This MiniStack knows {RESOURCE_TYPE}, expected one that does not. Delete {__file__}.")
    _RESOURCE_HANDLERS[RESOURCE_TYPE] = {"create": _create, "update": _update, "delete": _delete}


def _create(_logical_id, properties, _stack_name):
    return _returns(_ivs().create_channel(**_inputs(properties)))


def _update(physical_id, _old_properties, properties, _stack_name):
    # A property that is taken out of the template goes back to its default; tags are not for UpdateChannel to change.
    inputs = {"recordingConfigurationArn": "", **_inputs(properties)}
    inputs.pop("tags", None)
    return _returns(_ivs().update_channel(arn=physical_id, **inputs))


def _delete(physical_id, _properties):
    _ivs().delete_channel(arn=physical_id)


def _returns(answer):
    """The physical id and the attributes."""
    channel = answer["channel"]
    attributes = {"Arn": "arn", "IngestEndpoint": "ingestEndpoint", "PlaybackUrl": "playbackUrl"}
    return channel["arn"], {name: channel[member] for name, member in attributes.items()}


def _inputs(properties):
    """The properties as the API names them: Name is name, and a list of Key and Value is a map."""
    inputs = {name[0].lower() + name[1:]: value for name, value in properties.items()}
    if "tags" in inputs:
        inputs["tags"] = {tag["Key"]: tag["Value"] for tag in inputs["tags"]}
    return inputs


def _ivs():
    return botocore.session.get_session().create_client(
        "ivs",
        region_name=os.environ["AWS_REGION"],
        endpoint_url=os.environ["AWS_ENDPOINT_URL_IVS"],
        aws_access_key_id="cloudformation",
        aws_secret_access_key="none",
    )
