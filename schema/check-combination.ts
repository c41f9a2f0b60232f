import { unexpectedValue, type Problem } from './problem';
import { isRecord, UNRESOLVED } from './unresolved-value';

/**
 * Checks rules that involve more than one property. Neither the API model nor CloudFormation's schema contains them.
 *
 * @param checked - the result of checkValue for all properties
 */
export function checkCombination(checked: unknown): readonly Problem[] {
  const properties = isRecord(checked) ? checked : {};
  return [...checkRenditions(properties.RenditionConfiguration), ...checkThumbnails(properties.ThumbnailConfiguration)];
}

function checkRenditions(configuration: unknown): readonly Problem[] {
  if (!isRecord(configuration)) return [];
  const { RenditionSelection: selection, Renditions: renditions } = configuration;
  if (selection === UNRESOLVED || renditions === UNRESOLVED) return [];
  const path = 'RenditionConfiguration.Renditions';
  const isNamed = Array.isArray(renditions) && renditions.length > 0;
  if (selection === 'CUSTOM' && !isNamed) {
    const state = renditions === undefined ? 'missing' : 'empty';
    return [{ path, text: `${path} is ${state}: expected at least one rendition with RenditionSelection CUSTOM.` }];
  }
  if (selection !== 'CUSTOM' && isNamed) {
    return [unexpectedValue(path, renditions, 'no renditions unless RenditionSelection is CUSTOM')];
  }
  return [];
}

function checkThumbnails(configuration: unknown): readonly Problem[] {
  if (!isRecord(configuration) || configuration.RecordingMode !== 'DISABLED') return [];
  return ['TargetIntervalSeconds', 'Resolution', 'Storage'].flatMap((name): Problem[] => {
    const value = configuration[name];
    if (value === undefined || value === UNRESOLVED || (Array.isArray(value) && value.length === 0)) return [];
    const path = `ThumbnailConfiguration.${name}`;
    return [unexpectedValue(path, value, 'no value unless RecordingMode is INTERVAL')];
  });
}
