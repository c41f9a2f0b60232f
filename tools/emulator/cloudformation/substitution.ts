/** One part of a `Fn::Sub` string: text, or the name between `${` and `}`. */
export type SubstitutionPart = { readonly text: string } | { readonly name: string };

/** Parses `arn:${AWS::Partition}:${!Literal}`; `${!Literal}` is the text `${Literal}`. */
export function parseSubstitution(pattern: string): SubstitutionPart[] {
  const parts: SubstitutionPart[] = [];
  let end = 0;
  for (const match of pattern.matchAll(/\$\{([^}]*)\}/g)) {
    if (match.index > end) parts.push({ text: pattern.slice(end, match.index) });
    const name = (match[1] ?? '').trim();
    parts.push(name.startsWith('!') ? { text: `\${${name.slice(1)}}` } : { name });
    end = match.index + match[0].length;
  }
  if (end < pattern.length) parts.push({ text: pattern.slice(end) });
  return parts;
}
