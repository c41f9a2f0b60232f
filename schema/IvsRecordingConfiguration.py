"""A rule for cfn-lint: the properties of Custom::IVSRecordingConfiguration.

    cfn-lint --append-rules <folder of this file> -- template.yaml

It applies template.schema.json from the same folder. It is written for cfn-lint 1.58.
"""

import json
from pathlib import Path
from typing import Any, Iterator

from cfnlint.jsonschema import ValidationError, ValidationResult, Validator
from cfnlint.rules.jsonschema.CfnLintJsonSchema import CfnLintJsonSchema

RESOURCE_TYPE = "Custom::IVSRecordingConfiguration"


class IvsRecordingConfiguration(CfnLintJsonSchema):
    id = "E9301"
    shortdesc = f"Check the properties of {RESOURCE_TYPE}"
    description = "Finds properties that the function would reject, before a deployment."
    source_url = "https://github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration"
    tags = ["resources", "ivs"]

    def __init__(self) -> None:
        super().__init__(keywords=["Resources/*"], all_matches=True)
        path = Path(__file__).with_name("template.schema.json")
        definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]
        self._use_schema_arg = False
        self._schema = {
            "definitions": definitions,
            "properties": {"Properties": {"$ref": "#/definitions/properties"}},
            "required": ["Properties"],
        }

    def validate(
        self, validator: Validator, keywords: Any, instance: Any, schema: dict[str, Any]
    ) -> ValidationResult:
        if not validator.is_type(instance, "object") or instance.get("Type") != RESOURCE_TYPE:
            return
        for error in super().validate(validator, keywords, instance, schema):
            error.message = clearest_message(error)
            error.context = []
            yield error


def clearest_message(error: ValidationError) -> str:
    """Returns the message of the alternative that is closest to the value."""
    leaves = list(leaf_errors(error))
    candidates = [leaf for leaf in leaves if leaf.validator != "type"] or leaves
    return candidates[0].message


def leaf_errors(error: ValidationError) -> Iterator[ValidationError]:
    if not error.context:
        yield error
    for inner in error.context:
        yield from leaf_errors(inner)
