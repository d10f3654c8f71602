/** The whole page: what needs the person first, then the fleet, and the drawer of one certificate beside it. */
import { Drawer } from './drawer.tsx';
import { renewers } from './state.ts';

export function Page() {
  return (
    <>
      <main>{renewers.value.length}</main>
      <Drawer />
    </>
  );
}
