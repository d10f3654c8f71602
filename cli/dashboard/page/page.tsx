/** The whole page: what needs the person first, then the fleet, and the drawer of one certificate beside it. */
import { Drawer } from './drawer.tsx';
import { Empty } from './empty.tsx';
import { FailureBanner } from './failure-banner.tsx';
import { FleetTable } from './fleet-table.tsx';
import { Header } from './header.tsx';
import { KeysHelp } from './keys-help.tsx';
import { KnownForm } from './known-form.tsx';
import { Legend } from './legend.tsx';
import { Notes } from './notes.tsx';
import { items, reading, rows } from './state.ts';
import { Summary } from './summary.tsx';
import { Tiles } from './tiles.tsx';
import { Toolbar } from './toolbar.tsx';

export function Page() {
  return (
    <>
      <KnownForm>
        <Header />
      </KnownForm>
      <FailureBanner />
      <main>
        <KnownForm>
          <Summary />
          <Notes />
        </KnownForm>
        <KnownForm>
          <Fleet />
        </KnownForm>
      </main>
      <KeysHelp />
      <Drawer />
    </>
  );
}

function Fleet() {
  if (!reading.value) return <div class="fleet is-loading" aria-hidden="true" />;
  if (rows.value.length === 0) return <Empty />;
  return (
    <>
      <Tiles />
      <Toolbar />
      <Legend />
      {items.value.length === 0 ? <p class="nothing">No certificate fits this.</p> : <FleetTable />}
    </>
  );
}
