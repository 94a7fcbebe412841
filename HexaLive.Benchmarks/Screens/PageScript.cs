namespace HexaLive.Benchmarks.Screens;

/// <summary>The script that runs in every page before its own scripts and observes what the person sees.</summary>
internal static class PageScript
{
    /// <summary>
    /// <c>hexaSeen()</c> returns the figures. Times are milliseconds since the beginning of the navigation. The content counts as visible
    /// from the first frame that has 90 % of the final text; <c>text</c> records the text length of each changed frame.
    /// </summary>
    public const string Text = """
        (() => {
          const seen = { lcp: 0, cls: 0, long: 0, inp: 0, changedAt: 0, text: [] };
          const watch = (type, more, each) => {
            try { new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true, ...more }); }
            catch { /* unknown in this browser */ }
          };
          watch("largest-contentful-paint", {}, e => { seen.lcp = e.startTime; });
          // Find the largest burst of shifts. Shifts of one burst are less than a second apart, and a burst lasts at most five seconds.
          let burst = 0, first = 0, last = -1e9;
          watch("layout-shift", {}, e => {
            if (e.hadRecentInput) return;
            if (e.startTime - last > 1000 || e.startTime - first > 5000) [burst, first] = [0, e.startTime];
            [burst, last] = [burst + e.value, e.startTime];
            seen.cls = Math.max(seen.cls, burst);
          });
          watch("longtask", {}, e => { seen.long += e.duration; });
          watch("event", { durationThreshold: 16 }, e => { if (e.interactionId) seen.inp = Math.max(seen.inp, e.duration); });
          let changed = true;
          new MutationObserver(() => { changed = true; seen.changedAt = performance.now(); })
            .observe(document, { subtree: true, childList: true, characterData: true });
          const frame = () => {
            if (changed) {
              changed = false;
              const main = document.querySelector("main") ?? document.querySelector("h1")?.parentElement;
              seen.text.push([performance.now(), main?.textContent.length ?? 0]);
            }
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
          window.hexaSeen = () => {
            const full = seen.text.at(-1)?.[1] ?? 0;
            return JSON.stringify({
              ...seen,
              text: undefined,
              quiet: performance.now() - seen.changedAt,
              content: seen.text.find(([, length]) => full > 0 && length >= 0.9 * full)?.[0] ?? 0,
              letters: full,
              elements: document.querySelectorAll("*").length,
            });
          };
          window.hexaForget = () => { seen.inp = seen.cls = burst = 0; };
        })();
        """;
}
