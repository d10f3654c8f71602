/** All else that is known of it: a word, and what stands behind it. */
import type { ComponentChildren } from 'preact';
import type { Certificate, Renewer } from './chosen.ts';
import { Copied } from './copy.tsx';
import { When } from './when.tsx';

export function Facts({ certificate, renewer }: { certificate: Certificate; renewer: Renewer }) {
  const { words, zones, domainNames = [], notBefore, notAfter, renewsAt } = certificate;
  return (
    <section>
      <h3>Facts</h3>
      <dl class="facts">
        <Fact name="Names">{domainNames.length > 0 && <Names names={domainNames} />}</Fact>
        <Fact name="Zones">{[...new Set(Object.values(zones))].join(', ')}</Fact>
        <Fact name="Valid">{notBefore && notAfter && <Span from={notBefore} to={notAfter} />}</Fact>
        <Fact name="Renews">
          {renewsAt && (
            <>
              <When at={renewsAt} />
              {words.because && `, ${words.because}`}
            </>
          )}
        </Fact>
        <Fact name="CA’s window">{certificate.advice && <Window {...certificate.advice} />}</Fact>
        <Made certificate={certificate} />
        <Fact name="Limits">
          {words.limits.map((limit) => (
            <p key={limit}>{limit}</p>
          ))}
        </Fact>
        <Fact name="Revoked">
          {certificate.revocations.map((one) => (
            <Revocation key={one.serial} {...one} />
          ))}
        </Fact>
        <Fact name="Owner">{words.owner}</Fact>
        <Fact name="Renewer">{`${renewer.renewerName}, ${renewer.region}, release ${renewer.version}`}</Fact>
      </dl>
    </section>
  );
}

/** By whom and with what, and which one it is. */
function Made({ certificate }: { certificate: Certificate }) {
  const { certificateAuthority, accountUrl, profile, keyAlgorithm, serial, sha256, bundleUrl, words } =
    certificate;
  return (
    <>
      <Fact name="CA">
        {certificateAuthority && (
          <span title={certificateAuthority}>{words.authority ?? certificateAuthority}</span>
        )}
      </Fact>
      <Fact name="Account">{accountUrl && <Value text={accountUrl} what="the account’s URL" />}</Fact>
      <Fact name="Profile">{certificateAuthority && (profile ?? 'the CA’s own choice')}</Fact>
      <Fact name="Key">{keyAlgorithm}</Fact>
      <Fact name="Serial">{serial && <Value text={serial} what="the serial" />}</Fact>
      <Fact name="SHA-256">{sha256 && <Value text={sha256} what="the SHA-256" />}</Fact>
      <Fact name="S3">{bundleUrl && <Value text={bundleUrl} what="the S3 URL" />}</Fact>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  const isEmpty = !children || (Array.isArray(children) && children.length === 0);
  if (isEmpty) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const MOST_NAMES = 6;

function Names({ names }: { names: readonly string[] }) {
  const first = names.slice(0, MOST_NAMES).join(', ');
  if (names.length <= MOST_NAMES) return <>{first}</>;
  return (
    <details>
      <summary>{`${first} and ${names.length - MOST_NAMES} more`}</summary>
      {names.slice(MOST_NAMES).join(', ')}
    </details>
  );
}

function Value({ text, what }: { text: string; what: string }) {
  return (
    <Copied class="copied whole" text={text} what={what}>
      <code>{text}</code>
    </Copied>
  );
}

function Span({ from, to }: { from: string; to: string }) {
  return (
    <>
      <When at={from} /> to <When at={to} />
    </>
  );
}

/** Its address comes from the CA: it opens a page of the web, or it is no link. */
function Window({
  windowStartsAt,
  windowEndsAt,
  askAgainAt,
  explanationUrl,
}: NonNullable<Certificate['advice']>) {
  return (
    <>
      <Span from={windowStartsAt} to={windowEndsAt} />
      {askAgainAt && (
        <span class="dim">
          , asked again <When at={askAgainAt} />
        </span>
      )}
      {explanationUrl && URL.parse(explanationUrl)?.protocol === 'https:' && (
        <p>
          <a href={explanationUrl} target="_blank" rel="noopener noreferrer">
            why: {explanationUrl}
          </a>
        </p>
      )}
    </>
  );
}

function Revocation({ serial, reason, askedAt, revokedAt }: Certificate['revocations'][number]) {
  return (
    <p>
      {revokedAt ? <When at={revokedAt} /> : 'not yet'}: <code>{serial}</code>, {reason}, asked for{' '}
      <When at={askedAt} />
    </p>
  );
}
