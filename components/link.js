/* Copies the address of what the page shows, with the day and the language that the reader sees now. */
export default function ({parentElement, data}) {
  const button = parentElement.querySelector("button"), state = parentElement.querySelector("[role=status]");
  const field = parentElement.querySelector("input");
  button.textContent = data.words.copy;
  button.hidden = false;
  field.setAttribute("aria-label", data.words.address);
  field.hidden = true;
  state.textContent = "";
  button.onclick = async () => {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(data.fixed)) if (!address.searchParams.has(name)) address.searchParams.set(name, value);
    address.hash = "";
    try {
      await navigator.clipboard.writeText(address.href);
      state.textContent = data.words.copied;
    } catch {  /* not allowed, or no safe connection: the address to copy by hand */
      field.hidden = false;
      field.value = address.href;
      field.select();
      state.textContent = data.words.by_hand;
    }
  };
}
