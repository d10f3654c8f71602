/** A part of the page that breaks alone: where a reading has another form than it knows, it says so, and tries the next one. */
import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { opened, reading } from './state.ts';

export function KnownForm({ children }: { children: ComponentChildren }) {
  const [error, tryAgain] = useErrorBoundary();
  const [read, of] = [reading.value, opened.value];
  useEffect(() => {
    if (error) tryAgain();
  }, [read, of]);
  if (!error) return <>{children}</>;
  return <p class="nothing">What was read here has a form that this page does not know. Reload the page.</p>;
}
