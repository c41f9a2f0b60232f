"""AWS::IVS::Channel, which MiniStack does not support: created, updated and deleted with the IVS API."""

import os

import botocore.session
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

RESOURCE_TYPE = "AWS::IVS::Channel"


def register():
    if RESOURCE_TYPE in _RESOURCE_HANDLERS:
        raise SystemExit(f"This version of MiniStack supports {RESOURCE_TYPE}. Delete {__file__}.")
    _RESOURCE_HANDLERS[RESOURCE_TYPE] = {"create": _create, "update": _update, "delete": _delete}


def _create(_logical_id, properties, _stack_name):
    return _to_result(_ivs().create_channel(**_inputs(properties)))


def _update(physical_id, _old_properties, properties, _stack_name):
    # A removed property returns to its default; UpdateChannel does not change tags.
    inputs = {"recordingConfigurationArn": "", **_inputs(properties)}
    inputs.pop("tags", None)
    return _to_result(_ivs().update_channel(arn=physical_id, **inputs))


def _delete(physical_id, _properties):
    _ivs().delete_channel(arn=physical_id)


def _to_result(response):
    """Returns the physical id and the attributes."""
    channel = response["channel"]
    attributes = {"Arn": "arn", "IngestEndpoint": "ingestEndpoint", "PlaybackUrl": "playbackUrl"}
    return channel["arn"], {name: channel[member] for name, member in attributes.items()}


def _inputs(properties):
    """Converts the properties to the API's input: camelCase names, and tags as a map."""
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
