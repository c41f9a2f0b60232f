import { replaceReferences } from '../../../cli/import/stack/replace-references';
import { parseTemplateFile } from '../../../cli/import/stack/template-file';

const VALUES = new Map([['Main', { ref: 'arn:main', attributes: { Arn: 'arn:main', State: 'ACTIVE' } }]]);

function replace(value: string): string {
  const file = parseTemplateFile(`Resources:\n  A: ${value}\n`, 'template.yaml');
  replaceReferences(file, VALUES);
  return file.print().replace(/^Resources:\n {2}A: (.*)\n$/s, '$1');
}

test.each([
  ['!Ref Main', 'arn:main'],
  ['{Ref: Main}', 'arn:main'],
  ['!GetAtt Main.State', 'ACTIVE'],
  ['!GetAtt [Main, Arn]', 'arn:main'],
  ['{Fn::GetAtt: [Main, Arn]}', 'arn:main'],
  ['{Fn::GetAtt: Main.Arn}', 'arn:main'],
  ["!Sub '${Main} ${ Main.Arn } ${!Main} ${Other}'", "!Sub 'arn:main arn:main ${!Main} ${Other}'"],
  ["{Fn::Sub: '${Main.State}'}", "{Fn::Sub: 'ACTIVE'}"],
  ["!Sub ['${Main} ${Name}', {Name: !Ref Main}]", "!Sub ['arn:main ${Name}', {Name: arn:main}]"],
  ["!Sub ['${Main}', {Main: x}]", "!Sub ['${Main}', {Main: x}]"],
  ['[&arn !Ref Main, *arn]', '[&arn arn:main, *arn]'],
  // Not references to it.
  ['!Ref Other', '!Ref Other'],
  ['!GetAtt Mainly.Arn', '!GetAtt Mainly.Arn'],
  ['{Ref: Main, Other: x}', '{Ref: Main, Other: x}'],
  ['[Main, !Join [Main, [Main, x]]]', '[Main, !Join [Main, [Main, x]]]'],
])('%s becomes %s', (value, expected) => {
  expect(replace(value)).toBe(expected);
});

test.each(['!GetAtt Main.Id', '!GetAtt [Main, !Ref Attribute]', "!Sub '${Main.Id}'"])(
  '%s is refused, because its value is not known',
  (value) => {
    expect(() => replace(value)).toThrow(/^template\.yaml refers to Main\.\S.*: expected Arn or State\.$/);
  },
);
