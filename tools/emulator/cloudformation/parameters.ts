import { TemplateError } from './template-error';
import type { ParameterDefinition, Template } from './template';
import { printScalar } from './values';

export type ParameterValue = string | string[];

/** The CDK reads `BootstrapVersion` from SSM; any number above the minimum in the templates works. */
const SSM_VALUE = '30';

/** Merges values with defaults and checks them against the constraints in the template. @throws TemplateError */
export function resolveParameters(
  template: Template,
  given: Readonly<Record<string, string>>,
): Map<string, ParameterValue> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(template.parameters, name));
  if (unknown.length > 0) {
    throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  }
  const definitions = Object.entries(template.parameters);
  const missing = definitions.filter(
    ([name, definition]) => !Object.hasOwn(given, name) && definition.Default === undefined,
  );
  if (missing.length > 0) {
    throw new TemplateError(
      `Parameters: [${missing.map(([name]) => name).join(', ')}] must have values: give ${missing
        .map(([name]) => `--parameters ${name}=...`)
        .join(' ')}`,
    );
  }
  return new Map(
    definitions.map(([name, definition]) => {
      const text = given[name] ?? printScalar(definition.Default);
      if (text === undefined) throw new TemplateError(`Parameter '${name}': its Default must be a string or a number.`);
      checkConstraints(name, text, definition);
      return [name, convert(name, text, definition.Type)];
    }),
  );
}

function convert(name: string, text: string, type: string): ParameterValue {
  if (type.startsWith('AWS::SSM::Parameter::Value<')) return SSM_VALUE;
  if (type === 'CommaDelimitedList' || type.startsWith('List<')) {
    return text === '' ? [] : text.split(',').map((item) => item.trim());
  }
  if (type === 'Number' && (text.trim() === '' || Number.isNaN(Number(text)))) {
    throw new TemplateError(`Parameter '${name}' must be a number, not ${JSON.stringify(text)}.`);
  }
  return text;
}

function checkConstraints(name: string, text: string, definition: ParameterDefinition): void {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, ConstraintDescription } = definition;
  const fail = (rule: string): never => {
    const hint = typeof ConstraintDescription === 'string' ? ` (${ConstraintDescription})` : '';
    throw new TemplateError(`Parameter '${name}' is ${JSON.stringify(text)}; it must ${rule}${hint}.`);
  };
  if (Array.isArray(AllowedValues)) {
    const allowed = AllowedValues.map(printScalar);
    if (!allowed.includes(text)) fail(`be one of AllowedValues: ${allowed.join(', ')}`);
  }
  // In a list, each value must match.
  const values = definition.Type === 'CommaDelimitedList' ? text.split(',').map((value) => value.trim()) : [text];
  const isMatch = (value: string): boolean => new RegExp(`^(?:${String(AllowedPattern)})$`).test(value);
  if (typeof AllowedPattern === 'string' && !values.every(isMatch)) {
    fail(`match the pattern ${AllowedPattern}`);
  }
  if (MinLength !== undefined && text.length < Number(MinLength)) fail(`have at least ${Number(MinLength)} characters`);
  if (MaxLength !== undefined && text.length > Number(MaxLength)) fail(`have at most ${Number(MaxLength)} characters`);
  if (MinValue !== undefined && Number(text) < Number(MinValue)) fail(`be at least ${Number(MinValue)}`);
  if (MaxValue !== undefined && Number(text) > Number(MaxValue)) fail(`be at most ${Number(MaxValue)}`);
}
