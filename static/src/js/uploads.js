/** A form that sends files shows how far it is. Without script it is sent like any other. */
export function startUploads() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("upload" in form.dataset) || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
  });
}

function send(form, button) {
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  const request = new XMLHttpRequest();
  const state = show(form);
  request.upload.addEventListener("progress", (event) => event.lengthComputable && state.at(event.loaded / event.total));
  request.upload.addEventListener("load", () => state.say("looking"));
  request.addEventListener("load", () => arrive(request));
  request.addEventListener("error", () => state.lose());
  request.open("POST", form.action);
  request.setRequestHeader("X-Upload", "1");
  request.send(data);
}

/** Kept: on to the page that the server names. Refused: its page, with what is wrong, takes the place of this one. */
function arrive(request) {
  const next = request.getResponseHeader("X-Location");
  if (next) return location.assign(next);
  if (request.responseURL && new URL(request.responseURL).pathname !== location.pathname) return location.assign(request.responseURL);
  document.open();
  document.write(request.responseText);
  document.close();
}

function show(form) {
  const box = form.querySelector("[data-upload-state]");
  const words = box.querySelector("[data-upload-words]");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-upload-said]");
  const say = (what) => {
    words.textContent = said.textContent = words.dataset[what];
    if (what === "looking") bar.removeAttribute("value");
  };
  box.hidden = false;
  form.setAttribute("aria-busy", "true");
  say("sending");
  return {
    say,
    at: (share) => (bar.value = Math.round(share * 100)),
    lose: () => {
      form.removeAttribute("aria-busy");
      bar.value = 0;
      say("lost");
    },
  };
}
