/** What each column of the list says of a certificate. Times are in UTC. */
import { type CertificateStatus, isLeftInUse } from '../../functions/engine/renewal/certificate-status.ts';
import { shareOfLifeLeft } from '../../functions/engine/renewal/share-of-life.ts';
import type { Cell, Column } from './columns.ts';
import { errorWords } from './error-words.ts';
import { age, dayAndSpan } from './instant-text.ts';

export function columnsAt(now: Date): Column<CertificateStatus>[] {
  const plain = (heading: string, text: (status: CertificateStatus) => string) => ({
    heading,
    cell: (status: CertificateStatus) => ({ text: text(status) }),
  });
  return [
    { ...plain('NAME', ({ certificateName }) => certificateName), rank: 0 },
    { ...plain('EXPIRES', (status) => expiresText(status, now)), rank: 1 },
    { heading: 'LIFE LEFT', cell: (status) => lifeCell(status, now), rank: 5 },
    { ...plain('RENEWS', (status) => renewsText(status, now)), rank: 2 },
    { ...plain('WHY', becauseText), rank: 7 },
    { ...plain('IN ACM', targetsText), rank: 3 },
    { ...plain('SERVED', servedText), rank: 4 },
    { ...plain('LAST RUN', ({ lastRun }) => (lastRun ? age(lastRun.at, now) : '')), rank: 6 },
    { heading: 'STATE', cell: stateCell, rank: 0 },
  ];
}

export function signOf(status: CertificateStatus): Cell {
  const { needsYou, word } = status;
  if (needsYou) return { text: '✗', style: 'red' };
  if (word === 'failing' || word === 'at-risk' || isLeftInUse(status)) return { text: '!', style: 'yellow' };
  if (word === 'ok') return { text: '✓', style: 'green' };
  return { text: word === 'removed' ? '-' : '…', style: 'dim' };
}

function stateCell(status: CertificateStatus): Cell {
  const { style } = signOf(status);
  return { ...stateWords(status), style: style === 'dim' ? undefined : style };
}

export function stateText(status: CertificateStatus): string {
  return stateWords(status).text;
}

/** The error in a few words; the sign says how grave it is. */
function stateWords(status: CertificateStatus): Pick<Cell, 'text' | 'brief'> {
  const { word, error, served } = status;
  const why = error ? errorWords(error.code) : '';
  switch (word) {
    case 'needs-you':
    case 'failing':
      return { text: why };
    case 'expired':
      return error ? { text: `expired: ${why}`, brief: 'expired' } : { text: 'expired' };
    case 'at-risk':
      return { text: `at risk: ${why}`, brief: why };
    case 'not-served':
      return { text: served ? `served ${served.ok} of ${served.all}` : 'not served' };
    case 'unreadable':
      return { text: 'record unreadable' };
    case 'unchecked':
      return { text: 'not checked' };
    case 'removed':
      return { text: isLeftInUse(status) ? 'removed, in use' : 'removed' };
    default:
      return { text: word };
  }
}

function expiresText({ certificate }: CertificateStatus, now: Date): string {
  return certificate ? dayAndSpan(certificate.notAfter, now) : '-';
}

function renewsText({ word, renewsAt, error }: CertificateStatus, now: Date): string {
  if (word === 'removed') return 'never';
  if (renewsAt === undefined) return '-';
  if (renewsAt > now) return dayAndSpan(renewsAt, now);
  return error ? 'overdue' : 'now';
}

/** Why it is renewed then. */
export function becauseText({ renewsAt, renewsBecause, certificate }: CertificateStatus): string {
  if (!renewsAt || !certificate) return '';
  if (renewsBecause === 'renewal-info') return 'CA’s advice';
  const { notBefore, notAfter } = certificate;
  const leftMs = notAfter.getTime() - renewsAt.getTime();
  return `1/${Math.round((notAfter.getTime() - notBefore.getTime()) / leftMs)} of life left`;
}

/** Where it is; how many of all targets have it where not all do. */
function targetsText({ word, targets }: CertificateStatus): string {
  const meant = word === 'removed' ? targets : targets.filter(({ isDeclared }) => isDeclared);
  const live = meant.filter(({ isLive }) => isLive);
  if (meant.length > live.length) return `${live.length} of ${meant.length}`;
  const [only] = meant;
  if (meant.length === 1) return only?.region ?? 'secret only';
  if (meant.length === 0) return '';
  const hasSecret = meant.some(({ kind }) => kind === 'secret');
  return hasSecret ? `${meant.length - 1} + secret` : `${meant.length} regions`;
}

function servedText({ served }: CertificateStatus): string {
  return served ? `${served.ok} of ${served.all}` : '';
}

const BAR_WIDTH = 9;

/** It is coloured as the renewal has it: a third is when it renews, and a sixth when that has failed for long. */
function lifeCell({ certificate }: CertificateStatus, now: Date): Cell {
  if (!certificate) return { text: '' };
  const share = Math.min(1, Math.max(0, shareOfLifeLeft(certificate, now)));
  const full = Math.ceil(share * BAR_WIDTH);
  const style = share > 1 / 3 ? 'green' : share > 1 / 6 ? 'yellow' : 'red';
  return { text: `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`, style };
}
