// A file that the central API gave, handed to whoever asked for it: always saved, never opened in this page's origin.
export function save({ name, content }: { readonly name: string; readonly content: Blob }): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then; without this the file stays in memory as long as the page.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
