// Shows how a run moves. Without this script the page renews itself.
(function () {
  var box = document.querySelector("[data-run]");
  function again() { location.reload(); }
  if (!box) { return; }
  if (!window.EventSource) { setTimeout(again, 3000); return; }
  var source = new EventSource(box.getAttribute("data-run"));
  source.onmessage = function (event) {
    var told = JSON.parse(event.data);
    if (told.over) { source.close(); again(); return; }
    Object.keys(told.words).forEach(function (name) {
      var place = box.querySelector("[data-told='" + name + "']");
      if (place) { place.textContent = told.words[name]; }
    });
  };
  source.onerror = function () {
    if (source.readyState === 2) { setTimeout(again, 3000); }
  };
})();
