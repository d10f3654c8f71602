/** How the doctor ends: in one sentence, whether a certificate can be issued, and the command to type next. Pure. */
import {
  authorityName,
  CERTIFICATE_AUTHORITIES,
  isLetsEncrypt,
} from '../../functions/engine/config/defaults.ts';
import { type Finding, passes } from '../../functions/engine/preflight/findings.ts';
import { commandLines, wrapped } from '../page.ts';
import { domainOptions, shellWord } from '../shell-word.ts';
import type { FindingsView } from './findings-text.ts';
import { oneForEachCause } from './one-cause.ts';

export type Examined = {
  domain: readonly string[];
  directory: string;
  profile?: string;
  resolver?: string[];
};

export function verdictText(findings: readonly Finding[], examined: Examined, view: FindingsView): string {
  const { columns, paint } = view;
  const { isGood, words, next, command } = verdictOf(findings, examined);
  const sign = isGood ? paint('green', '✓') : paint('red', '✗');
  const sentence = wrapped(words, columns, '  ').trimStart();
  const lines = commandLines(`  ${next}  `, command, columns);
  return `${sign} ${paint('bold', sentence)}\n${lines.join('\n')}\n`;
}

type Spoken = { isGood: boolean; words: string; next: string; command: string };

function verdictOf(findings: readonly Finding[], examined: Examined): Spoken {
  const causes = oneForEachCause(findings);
  const { length: failures } = causes.filter(({ verdict }) => verdict === 'failure');
  // Whoever has typed so many names has the command above; as lines it would push the findings off the screen.
  const again =
    examined.domain.length > MOST_NAMES ? 'the same command again' : commandLine('doctor', examined);
  if (failures > 0) {
    const what = failures === 1 ? 'what failed (✗)' : `what failed (${failures} times ✗)`;
    return { isGood: false, words: `No certificate yet: mend ${what}.`, next: 'Then:', command: again };
  }
  if (!passes(findings)) {
    const words = 'Nothing failed, but nobody can say yet: see what could not be examined (?).';
    return { isGood: false, words, next: 'Then:', command: again };
  }
  const { length: warnings } = causes.filter(({ verdict }) => verdict === 'warning');
  const beside =
    warnings === 0 ? '' : `; read ${warnings === 1 ? 'the warning' : `the ${warnings} warnings`} (!)`;
  return {
    isGood: true,
    words: `Nothing stands in the way of a certificate${beside}.`,
    next: 'Next:',
    command: commandLine('try', examined),
  };
}

/** Of more, each has its own option, so that the command can go over several lines. */
const MOST_NAMES = 5;

/** Let's Encrypt is tried at its staging, which is the default there. */
function commandLine(
  command: 'doctor' | 'try',
  { domain, directory, profile, resolver = [] }: Examined,
): string {
  const names = domain.length > MOST_NAMES ? domainOptions(domain) : `-d ${shellWord(domain.join(','))}`;
  const isDefault =
    command === 'try' ? isLetsEncrypt(directory) : directory === CERTIFICATE_AUTHORITIES.letsencrypt;
  return [
    `dnscale-certs ${command} ${names}`,
    ...(command === 'try' ? ['--accept-tos'] : []),
    ...(isDefault ? [] : [`--server ${shellWord(authorityName(directory))}`]),
    ...(profile === undefined ? [] : [`--profile ${shellWord(profile)}`]),
    ...resolver.map((server) => `--resolver ${shellWord(server)}`),
  ].join(' ');
}
