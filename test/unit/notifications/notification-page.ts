/**
 * Renders notices into docs/notifications.md: under each heading the `message` of an event as a quote, and the mail as it
 * arrives. It makes no text itself: it is handed real notices and mails.
 */
import type { ErrorCode } from '../../../functions/engine/errors.ts';
import type { Mail } from '../../../functions/engine/notify/mail.ts';
import { MEANINGS, quote, wrapped } from '../errors/error-page.ts';

export type Told = {
  /** What is told, as a heading or above it. */
  when: string;
  detailType: string;
  message: string;
  /** @default - no mail comes */
  mail?: Mail | undefined;
};

const INTRODUCTION = `# Notifications

What the renewer tells people, word for word. An event on EventBridge ([Events](events.md)) carries each change with a
\`message\` that is ready to read. A mail comes where somebody must know: one for each cause, however many certificates it
concerns. When it comes, and when it comes again: [Mails](operator-runbook.md#mails).

| severity | it means                                                                                            |
| -------- | --------------------------------------------------------------------------------------------------- |
| \`PAGE\`   | at most a sixth of the life is left, or it has expired, and it does not mend itself                 |
| \`TICKET\` | a person must act, but not at night; or what should end by itself has lasted for a day              |
| \`INFO\`   | all else: events only                                                                               |

This page is made from the code: \`npx vitest run --project unit test/unit/notifications -u\` writes it anew. Every error
code has its place here; [Errors](errors.md) has all of its texts.

`;

export function renderNotificationPage(
  kinds: readonly Told[],
  byCode: readonly (readonly [ErrorCode, Told])[],
): string {
  const codes = byCode.map(
    ([code, told]) => `### ${code}\n\n${wrapped(MEANINGS[code], '')}\n\n${rendered(told)}`,
  );
  return `${INTRODUCTION}## What is told\n\n${kinds.map(rendered).join('\n')}\n## Error codes\n\n${codes.join('\n')}`;
}

function rendered({ when, detailType, message, mail }: Told): string {
  const event = `${wrapped(`**${when}** Event "${detailType}".`, '')}\n\n${quote(message)}\n`;
  return mail === undefined
    ? event
    : `${event}\n\`\`\`text\nSubject: ${mail.subject}\n\n${mail.text}\`\`\`\n`;
}
