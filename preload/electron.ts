// The bridge in Electron: two members, wrapped so that neither ipcRenderer nor an IPC event ever reaches the page (reference E3).
// A sandboxed preload is one CommonJS file; it imports nothing of ours but types.
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { KioskBridge } from './contract/bridge.ts';
import type { ViewState } from './contract/state.ts';

const listeners = new Set<(state: ViewState) => void>();
let latest: ViewState | null = null;

ipcRenderer.on('kiosk:state', (_event: IpcRendererEvent, state: ViewState) => {
  latest = state;
  for (const listener of listeners) listener(state);
});

const bridge: KioskBridge = {
  state(listener) {
    listeners.add(listener);
    if (latest !== null) listener(latest);
    return () => void listeners.delete(listener);
  },
  send(event) {
    ipcRenderer.send('kiosk:event', event);
  },
};
contextBridge.exposeInMainWorld('kiosk', bridge);

// Main answers with the present state: a reloaded page starts where the session stands.
ipcRenderer.send('kiosk:ready');
