// Passkeys: asks the browser for one and posts what it says. Without this script
// the rest of the page works: a form that needs it stays hidden.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const toBytes = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  };
  const toText = (buffer) => {
    const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(signs.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const withBytes = (options) => {
    const key = { ...options, challenge: toBytes(options.challenge) };
    if (key.user) key.user = { ...key.user, id: toBytes(key.user.id) };
    for (const name of ["excludeCredentials", "allowCredentials"]) {
      if (key[name]) key[name] = key[name].map((each) => ({ ...each, id: toBytes(each.id) }));
    }
    return key;
  };
  const withText = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    }
    return {
      type: credential.type,
      id: credential.id,
      rawId: toText(credential.rawId),
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const optionsOf = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return answer.json();
  };
  const ask = async (form) => {
    const options = await optionsOf(form);
    if (options.request_options) {
      return navigator.credentials.get({ publicKey: withBytes(options.request_options.publicKey) });
    }
    const key = withBytes(options.creation_options.publicKey);
    const alone = form.elements.passwordless && form.elements.passwordless.checked;
    key.authenticatorSelection = {
      ...key.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: Boolean(alone),
      userVerification: alone ? "required" : "preferred",
    };
    return navigator.credentials.create({ publicKey: key });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const said = form.querySelector("[role=alert]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.textContent = "";
      try {
        form.elements.credential.value = JSON.stringify(withText(await ask(form)));
        form.submit();
      } catch {
        said.textContent = form.dataset.failed;
      }
    });
  }
})();
