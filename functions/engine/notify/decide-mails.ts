/**
 * Decides which mails are sent now, and what is remembered of them: how each certificate stands, compared with what was told.
 * Pure. A cause is told at its first occurrence, when it becomes more severe, as a reminder while somebody must act, and once
 * when it is over. docs/decisions/0036-who-is-told-when.md.
 */
import { type Mail, mailOf } from './mail.ts';
import { NO_NEXT_MAIL, nextMailText, pauseMs } from './next-mail.ts';
import { causeKey, type Notice } from './notice.ts';
import { type Happening, type NoticeContext, noticeOf, type ToldCertificate } from './notice-of.ts';
import { revocationEnd } from './revocation-end.ts';
import { standingKey } from './served-standing.ts';
import type { CertificateStanding } from './standing-of.ts';
import { shortTime } from './time-words.ts';
import {
  byUrgency,
  isMoreSevere,
  MOST_REMEMBERED,
  type ToldCause,
  type Urgency,
  urgencyOf,
  worstOf,
} from './told.ts';

/** What becomes of one cause. */
export type Telling = {
  key: string;
  urgency: Urgency;
  /** @default - nobody is told anything now */
  mail?: Mail | undefined;
  /** What is remembered from now on. @default - nothing: it is over */
  told?: ToldCause | undefined;
};

type Standings = ReadonlyMap<string, CertificateStanding>;

type Past = {
  /** What was told, by cause. */
  known: ReadonlyMap<string, ToldCause>;
  /** Standings of which a mail says so now: that of another cause does not say it again. */
  recovered: Set<string>;
};

type Well = CertificateStanding & { is: 'well' };

const MUTE: Urgency = { severity: 'info', stage: 0 };

/**
 * @param standings of the certificates that need attention and of all that `told` names, by `standingKey`. One that is missing was
 * not read, so that its cause stays.
 * @returns what changes, the most urgent first.
 */
export function decideMails(
  standings: Standings,
  told: readonly ToldCause[],
  context: NoticeContext,
): Telling[] {
  const byCause = new Map<string, [Notice, ...Notice[]]>();
  for (const notice of mostUrgentFirst(standings, context.now)) {
    const key = causeKey(notice);
    const others = byCause.get(key);
    if (others) others.push(notice);
    else byCause.set(key, [notice]);
  }
  const known = new Map(told.map((cause) => [cause.key, cause]));
  const past: Past = { known, recovered: new Set() };
  // The one that was told last says that it is over: a certificate may have had two causes, one after the other.
  const absent = told
    .filter(({ key }) => !byCause.has(key))
    .sort((a, b) => b.mailedAt.getTime() - a.mailedAt.getTime());
  const isOver = (cause: ToldCause) => membersOf(cause, standings, past).open.length === 0;
  const over = absent.filter(isOver).flatMap((cause) => tellEnd(cause, standings, past, context));
  const open = absent.filter((cause) => !isOver(cause)).flatMap((cause) => keepOpen(cause, standings, past));
  const present = [...byCause].flatMap(([key, notices]) => {
    const before = known.get(key);
    return before ? tellAgain(before, notices, standings, past, context) : tellFirst(key, notices, context);
  });
  return [...present, ...open, ...over].sort((a, b) => byUrgency(a.urgency, b.urgency));
}

function mostUrgentFirst(standings: Standings, now: Date): Notice[] {
  return [...standings.values()]
    .flatMap((standing) => (standing.is === 'troubled' ? [standing.notice] : []))
    .map((notice) => ({ notice, urgency: urgencyOf(notice, now) }))
    .sort((a, b) => byUrgency(a.urgency, b.urgency) || endOf(a.notice) - endOf(b.notice))
    .map(({ notice }) => notice);
}

/** What was never issued serves nobody yet. */
function endOf({ validity }: Pick<Notice, 'validity'>): number {
  return validity?.notAfter.getTime() ?? Number.MAX_SAFE_INTEGER;
}

function tellFirst(key: string, notices: [Notice, ...Notice[]], context: NoticeContext): Telling[] {
  const urgency = urgencyOfAll(notices, context.now);
  if (urgency.severity === 'info') return [];
  const [{ code, undone, since = context.now }] = notices;
  const told = {
    key,
    code,
    ...(undone && { undone }),
    since: earliest(notices) ?? since,
    urgency,
    mailedAt: context.now,
    certificateNames: namesOf(notices),
  };
  return [{ key, urgency, told, mail: mailAbout(notices, urgency, context) }];
}

/** Of the same cause, for the same certificates or others. */
function tellAgain(
  before: ToldCause,
  notices: [Notice, ...Notice[]],
  standings: Standings,
  { known, recovered }: Past,
  context: NoticeContext,
): Telling[] {
  const { key, mailedAt } = before;
  const now = urgencyOfAll(notices, context.now);
  const unread = before.certificateNames.some((name) => !standings.has(name));
  // Of what was not read, one may be as urgent as before.
  const urgency = unread ? worstOf([now, before.urgency]) : now;
  const stay = before.certificateNames.filter((name) => {
    const standing = standings.get(name);
    return standing?.is !== 'gone' && !recovered.has(name) && !hasToldCause(name, standing, key, known);
  });
  const certificateNames = [...new Set([...namesOf(notices), ...stay])].slice(0, MOST_REMEMBERED);
  const told = { ...before, urgency, certificateNames, isSuperseded: undefined };
  const isDue = context.now.getTime() - mailedAt.getTime() >= pauseMs(now);
  if (now.severity !== 'info' && (isMoreSevere(now, before.urgency) || isDue)) {
    return [
      { key, urgency, told: { ...told, mailedAt: context.now }, mail: mailAbout(notices, now, context) },
    ];
  }
  return changed(before, told);
}

/** Of a cause that nothing has now. Whoever is gone is in none of them. */
function membersOf(
  { key, undone, certificateNames }: ToldCause,
  standings: Standings,
  { known, recovered }: Past,
) {
  const members = certificateNames
    .map((name) => ({ name, standing: standingIn(standings, name, undone) }))
    .filter(({ name, standing }) => standing?.is !== 'gone' && !recovered.has(name));
  const moved = members.filter(({ name, standing }) => hasToldCause(name, standing, key, known));
  return {
    stay: members.filter((member) => !moved.includes(member)).map(({ name }) => name),
    moved: moved.map(({ name }) => name),
    well: members.flatMap(({ name, standing }) => (standing?.is === 'well' ? [{ name, ...standing }] : [])),
    /** Not read, or in a trouble that is not worth a mail yet: then it is not over. */
    open: members.filter(
      (member) =>
        member.standing === undefined || (member.standing.is === 'troubled' && !moved.includes(member)),
    ),
  };
}

/** The end of a revocation is told also of what nobody declares any more. */
function standingIn(standings: Standings, name: string, undone: ToldCause['undone']) {
  const standing = standings.get(name);
  if (standing?.is !== 'gone' || !standing.known || undone !== 'revocation') return standing;
  return { is: 'well' as const, known: standing.known };
}

function keepOpen(cause: ToldCause, standings: Standings, past: Past): Telling[] {
  return changed(cause, { ...cause, certificateNames: membersOf(cause, standings, past).stay });
}

function tellEnd(cause: ToldCause, standings: Standings, past: Past, context: NoticeContext): Telling[] {
  const { key } = cause;
  const { moved, well } = membersOf(cause, standings, past);
  const [first, ...others] = well.sort((a, b) => endOf(a.known) - endOf(b.known));
  if (first && !cause.isSuperseded) {
    for (const { name } of well) past.recovered.add(name);
    return [{ key, urgency: MUTE, mail: mailOfRecovery([first, ...others], cause, context) }];
  }
  const isRecent = context.now.getTime() - cause.mailedAt.getTime() < pauseMs(cause.urgency);
  if (moved.length === 0 || !isRecent) return [{ key, urgency: MUTE }];
  return changed(cause, { ...cause, certificateNames: moved, isSuperseded: true });
}

/** Without a mail. */
function changed(before: ToldCause, told: ToldCause): Telling[] {
  return isEqual(told, before) ? [] : [{ key: told.key, urgency: MUTE, told }];
}

/** In a trouble of another kind that was told, so that its end will be told there. */
function hasToldCause(
  name: string,
  standing: CertificateStanding | undefined,
  key: string,
  known: ReadonlyMap<string, ToldCause>,
): boolean {
  if (standing?.is !== 'troubled') return false;
  const own = causeKey(standing.notice);
  const told = own === key ? undefined : known.get(own);
  return told !== undefined && !told.isSuperseded && told.certificateNames.includes(name);
}

function mailAbout(notices: readonly [Notice, ...Notice[]], urgency: Urgency, context: NoticeContext): Mail {
  return mailOf(notices, { ...context, nextMailText: nextMailText(notices, urgency) });
}

function mailOfRecovery(
  well: readonly [Well, ...Well[]],
  { key, code, undone, since }: ToldCause,
  context: NoticeContext,
): Mail {
  const lasted = shortTime(context.now.getTime() - since.getTime());
  const cause =
    code === undefined
      ? `Nothing had renewed it, for ${lasted}.`
      : `What stopped it was ${code}, for ${lasted}.`;
  const [first, ...others] = well;
  const subject = key.slice(key.indexOf('|') + 1);
  const happening = (known: ToldCertificate): Happening =>
    undone === 'revocation'
      ? revocationEnd({ code, subject }, known, lasted)
      : { kind: 'renewal-recovered', cause };
  const say = ({ known, again }: Well) => again ?? noticeOf(known, happening(known), context);
  return mailOf([say(first), ...others.map(say)], {
    ...context,
    nextMailText: NO_NEXT_MAIL,
  });
}

function urgencyOfAll(notices: readonly Notice[], now: Date): Urgency {
  return worstOf(notices.map((notice) => urgencyOf(notice, now)));
}

function earliest(notices: readonly Notice[]): Date | undefined {
  const times = notices.flatMap(({ since }) => (since ? [since.getTime()] : []));
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

function namesOf(notices: readonly Notice[]): string[] {
  return notices.map(standingKey).slice(0, MOST_REMEMBERED);
}

function isEqual(a: ToldCause, b: ToldCause): boolean {
  return (
    a.urgency.severity === b.urgency.severity &&
    a.urgency.stage === b.urgency.stage &&
    (a.isSuperseded ?? false) === (b.isSuperseded ?? false) &&
    [...a.certificateNames].sort().join() === [...b.certificateNames].sort().join()
  );
}
