// The page's line to the dock's server: states come in as they change, actions go out.
import type { DockAction, DockAnswer, DockState } from './contract.ts';

export class DockLink {
  state = $state.raw<DockState | null>(null);
  lost = $state(false);

  /** Listens until the returned function is called. The browser reconnects by itself. */
  open(): () => void {
    const source = new EventSource('./events');
    source.onopen = () => {
      this.lost = false;
    };
    source.onmessage = (event: MessageEvent<string>) => {
      // Our own server's JSON, on our own origin: the two contracts are compared when the tests are compiled.
      this.state = JSON.parse(event.data) as DockState;
    };
    source.onerror = () => {
      this.lost = true;
    };
    return () => {
      source.close();
    };
  }

  /** Null when the server did not answer. */
  async act(action: DockAction): Promise<DockAnswer | null> {
    try {
      const response = await fetch('./act', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(action),
      });
      return (await response.json()) as DockAnswer; // as above
    } catch {
      return null;
    }
  }
}
