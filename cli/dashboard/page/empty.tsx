/** A renewer without certificates: what to do first. */
import { reading, renewers } from './state.ts';

export function Empty() {
  if (renewers.value.length === 0) {
    if (reading.value?.status.unreadable.length) return null;
    return (
      <section class="empty">
        <p>No renewer was found here. Begin one:</p>
        <pre>npx dnscale-certs init</pre>
      </section>
    );
  }
  return (
    <section class="empty">
      <p>Declare one, and deploy. It is shown here as soon as the deployment has begun.</p>
      <pre>{DECLARATION}</pre>
      <pre>npx cdk deploy</pre>
    </section>
  );
}

const DECLARATION = `renewer.addCertificate('Web', {
  domainNames: ['example.com', '*.example.com'],
});`;
