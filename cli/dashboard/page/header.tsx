/** Which renewers these are, whether their tokens work, and how fresh what is shown is. */
import type { StatusDocument } from '../page-document.ts';
import { Sign } from './icons.tsx';
import { isLive, nowMs, reading, renewers } from './state.ts';
import { agoText } from './time-words.ts';

type Renewer = StatusDocument['renewers'][number];

/** More would push the page down: then they are counted, and the notes name those whose token is refused. */
const MOST_NAMED = 3;

export function Header() {
  const all = renewers.value;
  return (
    <header>
      <strong class="brand">dnscale-certs</strong>
      <ul class="renewers">
        {all.length > MOST_NAMED ? (
          <Counted all={all} />
        ) : (
          all.map((renewer) => (
            <li key={`${renewer.region} ${renewer.renewerName}`}>
              <span class="renewer">{renewer.renewerName}</span>
              <span class="region">{renewer.region}</span>
              <Token renewer={renewer} />
            </li>
          ))
        )}
      </ul>
      <span class="pill">read-only</span>
      <Freshness />
    </header>
  );
}

function Counted({ all }: { all: readonly Renewer[] }) {
  const refused = all.find(({ token }) => token?.ok === false);
  const shown = refused ?? all.find(({ token }) => token);
  return (
    <li>
      <span class="renewer">{all.length} renewers</span>
      <span class="region">{[...new Set(all.map(({ region }) => region))].join(', ')}</span>
      {shown && <Token renewer={shown} />}
    </li>
  );
}

function Token({ renewer: { token } }: { renewer: Renewer }) {
  if (!token) return null;
  return (
    <span class={token.ok ? 'token' : 'token is-refused'}>
      <Sign of={token.ok ? 'ready' : 'failing'} />
      {token.ok ? 'token ok' : 'token refused'}
      <small>{agoText(Date.parse(token.at), nowMs.value)}</small>
    </span>
  );
}

function Freshness() {
  const newest = reading.value;
  if (!newest) return <span class="freshness">reading…</span>;
  if (newest.isDemo) return <span class="freshness">a recorded fleet</span>;
  return (
    <span class={isLive.value ? 'freshness is-live' : 'freshness'}>
      {isLive.value ? 'live' : `read ${agoText(Date.parse(newest.readAt), nowMs.value)}`}
    </span>
  );
}
