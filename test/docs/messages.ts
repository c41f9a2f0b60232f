import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readDocument, ROOT } from './markdown';

/** Whatever a text has in the place of a value that only the moment knows. */
export const VARIES = '…';

/** A text of the sources that someone gets to read. */
export interface Message {
  /** As it is read, with {@link VARIES} for each value. */
  readonly text: string;
  /** Where it stands. */
  readonly path: string;
  /** Whether it is the reason of a failure, or a warning or an error in the function's log. */
  readonly kind: 'reason' | 'log';
}

/** Where the construct, the function and the example app get their texts from. */
const FOLDERS = ['contract', 'lambda', 'lib'];
const FILES = ['bin/stacks/example-context.ts'];
/** What it says goes to the report of cdk-nag, and tells of no failure. */
const TELLING_OF_NO_FAILURE = ['lib/private/nag-acknowledgements.ts'];

/**
 * Every text that tells of a failure. Found by what it is, not by a list: a string of several words, one that says what
 * was expected, and one that an error is made from, wherever it stands; only what the log tells in passing, and what
 * describes or heads a property, a resource or a schema, are none. A string that is put together counts as one text, with the constants
 * that it is put together from; where one of several is chosen, each is a text.
 */
export function listMessages(): readonly Message[] {
  const paths = [...FOLDERS.flatMap(listSources), ...FILES];
  const all = paths.flatMap((path) => findMessages(path, readDocument(path)));
  // The same words at two places are one text to those who read them.
  return all.filter(({ text, kind }, index) => index === all.findIndex((o) => o.text === text && o.kind === kind));
}

function listSources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort()
    .map((name) => `${folder}/${name}`)
    .filter((path) => !TELLING_OF_NO_FAILURE.includes(path));
}

/** Demanded by a switch that has to be whole; no rule leads there. */
const NEVER_READ = [toUnexpected(VARIES, 'tags'), toUnexpected(VARIES, VARIES)];

/** The function of the contract that puts the texts of unusable values together; its callers have the words. */
const UNEXPECTED = 'unexpectedValue';

/** The texts of one file. */
export function findMessages(path: string, content: string): readonly Message[] {
  const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
  const found: { readonly node: ts.Node; readonly text: string; readonly kind: Message['kind'] }[] = [];
  const usedUp = new Set<ts.Node>();
  const use = (node: ts.Node): void => {
    forEachIdentifier(node, (name) => {
      const declaration = findConstant(name);
      if (declaration?.initializer !== undefined && isText(declaration.initializer)) usedUp.add(declaration);
    });
  };
  const visit = (node: ts.Node): void => {
    if (isPassedOver(node)) return;
    if (isCallOf(node, UNEXPECTED)) {
      const [path, value, expected] = node.arguments;
      if (path === undefined || value === undefined || expected === undefined) return;
      found.push({ node, text: toUnexpected(render(path), render(expected)), kind: 'reason' });
      use(path);
      use(expected);
      return;
    }
    if (isText(node)) {
      const text = isExpectation(node) ? toUnexpected(VARIES, render(node)) : render(node);
      if (isExpectation(node) || isInLog(node) || isProse(text) || (isInError(node) && hasSpace(text))) {
        found.push({ node, text, kind: isInLog(node) ? 'log' : 'reason' });
        use(node);
      }
    }
    // A text may have another one in the place of a value.
    listInner(node).forEach(visit);
  };
  visit(source);
  return found
    .filter(({ node }) => ts.findAncestor(node, (outer) => usedUp.has(outer)) === undefined)
    .map(({ text, kind }) => ({ text: text.trim(), kind, path }))
    .filter(({ text }) => !NEVER_READ.includes(text));
}

function toUnexpected(path: string, expected: string): string {
  return `${path} is ${VARIES}: expected ${expected}.`;
}

/** What nobody reads as the reason of a failure. */
function isPassedOver(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isFunctionDeclaration(node) && node.name?.text === UNEXPECTED) return true;
  // The message of an error of this project's own kinds, which diagnosis.ts puts into other words.
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) return true;
  if (ts.isCallExpression(node) && node.expression.getText().endsWith('log.info')) return true;
  return ts.isPropertyAssignment(node) && ['description', 'title'].includes(node.name.getText());
}

function isInLog(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && /\blog\.(warn|error)$/.test(parent.expression.getText());
}

/** Words that follow "expected" in a text that another place puts together. */
function isExpectation(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'expected';
  if (!ts.isReturnStatement(parent)) return false;
  const named = ts.findAncestor(parent, ts.isFunctionDeclaration)?.name?.text;
  return named === 'describeExpected';
}

/** Whether someone wrote it to be read: names of AWS and of code have no spaces, or a capital in each word. */
function isProse(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => /^[("“]?\p{L}/u.test(word));
  const isName = words.every((word) => /^\p{Lu}/u.test(word));
  return (words.length >= 4 && !isName) || /\bexpected\b/i.test(text);
}

/** Whether there is more than one word: a single one names a kind of error or an action. */
function hasSpace(text: string): boolean {
  return /\p{L}\s.*\p{L}/u.test(text);
}

function isInError(node: ts.Node): boolean {
  return ts.isNewExpression(node.parent) && node.parent.expression.getText().endsWith('Error');
}

function isText(node: ts.Node): node is ts.Expression {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken && hasText(node);
}

/** What a node has within it, but for the parts of a text that are rendered with it. */
function listInner(node: ts.Node): readonly ts.Node[] {
  if (ts.isBinaryExpression(node) && isText(node)) return [...listInner(node.left), ...listInner(node.right)];
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  const inner: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    inner.push(child);
  });
  return inner;
}

function hasText(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) ? hasText(node.left) || hasText(node.right) : isText(node);
}

/** An expression as it is read. */
function render(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return render(node.expression);
  if (ts.isBinaryExpression(node) && isText(node)) return concatenate(render(node.left), render(node.right));
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (text, { expression, literal }) => concatenate(text, render(expression), literal.text),
      node.head.text,
    );
  }
  if (ts.isIdentifier(node)) {
    const value = findConstant(node)?.initializer;
    if (value !== undefined && isText(value)) return render(value);
  }
  return VARIES;
}

function concatenate(...parts: readonly string[]): string {
  return parts.join('').replaceAll(VARIES + VARIES, VARIES);
}

/** The constant that a name stands for, if it is declared in the same file, where the name can see it. */
function findConstant(name: ts.Identifier): ts.VariableDeclaration | undefined {
  let found: ts.VariableDeclaration | undefined;
  ts.findAncestor(name, (scope) => {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) return false;
    found = scope.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => declarationList.declarations)
      .find((declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name.text);
    return found !== undefined;
  });
  return found;
}

function forEachIdentifier(node: ts.Node, visit: (name: ts.Identifier) => void): void {
  if (ts.isIdentifier(node)) visit(node);
  ts.forEachChild(node, (child) => {
    forEachIdentifier(child, visit);
  });
}

function isCallOf(node: ts.Node, name: string): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === name;
}
