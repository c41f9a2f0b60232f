import type { Problem } from '../../schema/problem';
import { toPropPath } from '../../schema/prop-names';

/** Adds the name of the prop to a problem, because the user of the construct writes the prop, not the property. */
export function nameProp(problem: Problem): Problem {
  const { path, text } = problem;
  if (!text.startsWith(`${path} `) || !/^[A-Z]\w*([.[]|$)/.test(path)) return problem;
  // The template has a list of keys and values, but the prop is a map.
  const prop = /^Tags\b/.test(path) ? 'tags' : toPropPath(path);
  return { ...problem, text: `${prop} (${path})${text.slice(path.length)}` };
}
