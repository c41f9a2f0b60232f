import { LOG_MESSAGES } from '../../../lambda/util/log-messages';
import { MESSAGE_SECTIONS } from '../../../schema/message-causes';
import { MESSAGES, type MessageCode } from '../../../schema/messages';
import { code, escapeAngles, renderItem, renderParagraph, renderQuote } from './markdown';

/** Renders every error message: a heading for its code, its text, its cause and its remedy. */
export function renderMessages(): string {
  return MESSAGE_SECTIONS.map(({ title, intro, causes }) =>
    [
      `## ${title}`,
      ...(intro === undefined ? [] : [renderParagraph(intro)]),
      ...Object.entries(causes).map(([name, cause]) => renderMessage(name as MessageCode, cause)),
    ].join('\n\n'),
  ).join('\n\n');
}

function renderMessage(name: MessageCode, cause: string): string {
  const { text, remedy } = MESSAGES[name];
  const isFixed = (part: string): boolean => !/^\{\w+\}$/.test(part);
  return [
    `### ${name}`,
    [text, remedy]
      .filter(isFixed)
      .map((part) => renderQuote(escapeAngles(showValues(part))))
      .join('\n>\n'),
    renderParagraph(cause),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Shows the values of a message as `…`. */
function showValues(text: string): string {
  return text.replace(/\s?\{\w+\}/g, (match) => (match.startsWith(' ') ? ' …' : '…'));
}

/** Renders the warnings and errors of the function's log. */
export function renderLogMessages(): string {
  return Object.entries(LOG_MESSAGES)
    .map(([message, { meaning, action }]) =>
      renderItem(`${code(message)}: ${meaning} ${action === 'None.' ? '' : action}`),
    )
    .join('\n');
}
