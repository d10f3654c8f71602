/** The first sentence: how many certificates need somebody, and what comes next by itself. */
import type { Row } from './rows.ts';
import { nowMs, reading, renewers, rows } from './state.ts';
import { dayText, longSpan } from './time-words.ts';

export function Summary() {
  if (!reading.value) return <h1>Reading the fleet…</h1>;
  const all = rows.value;
  return (
    <div class="summary">
      <h1>
        <Sentence all={all} />
      </h1>
      <p>{nextText(all, nowMs.value)}</p>
    </div>
  );
}

function Sentence({ all }: { all: readonly Row[] }) {
  const needing = all.filter(({ certificate }) => certificate.needsYou).length;
  const [only] = all;
  if (!only) return <>No certificates yet.</>;
  if (needing > 0) {
    return (
      <>
        <strong>{`${needing} of ${all.length}`}</strong> {needing === 1 ? 'needs' : 'need'} you.
      </>
    );
  }
  if (renewers.value.some(({ token }) => token?.ok === false)) return <>The token needs you.</>;
  const troubled = all.filter(({ isTroubled }) => isTroubled).length;
  if (troubled > 0) return <>{`None of ${all.length} needs you.`}</>;
  return (
    <>{all.length === 1 ? `${only.certificate.certificateName} is well.` : `All ${all.length} are well.`}</>
  );
}

/** What comes by itself, and what would end first. */
function nextText(all: readonly Row[], now: number): string {
  const first = (instantOf: (row: Row) => number | undefined) =>
    all
      .flatMap((row) => {
        const ms = instantOf(row);
        return ms !== undefined && ms > now ? [{ name: row.certificate.certificateName, ms }] : [];
      })
      .reduce<{ name: string; ms: number } | undefined>(
        (found, one) => (found && found.ms <= one.ms ? found : one),
        undefined,
      );
  const renewal = first(({ renewsMs }) => renewsMs);
  const end = first(({ endMs, group }) => (group === 'removed' ? undefined : endMs));
  const tried = all.filter(({ isTroubled, certificate }) => isTroubled && !certificate.needsYou).length;
  return [
    tried > 0 &&
      `${tried} more ${tried === 1 ? 'has' : 'have'} trouble, and ${tried === 1 ? 'needs' : 'need'} nobody yet.`,
    renewal && `Next renewal: ${renewal.name}, in ${longSpan(renewal.ms - now)}.`,
    end && `First to expire: ${end.name}, ${dayText(end.ms, now)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
