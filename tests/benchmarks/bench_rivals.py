"""What an ad costs here, as one FFmpeg filter graph, and as MoviePy's documentation composes one.

    python tests/benchmarks/bench_rivals.py [--frames 240] [--rounds 1] [--quality standard] [--makers ours,ffmpeg]
                                            [--quick]

The ad is that of bench_render: three stills under a moving camera, an end card, three cross-fades, a hook, lower
thirds, captions and a button; equal stills, texts, frames and x264 settings, no sound. Each maker is a process of its
own, with its start-up; CPU is user and system time of its whole process tree. `ffmpeg` is zoompan, xfade and ass in the
binary of imageio-ffmpeg; `ffmpeg4` the same with stills enlarged four times first, as is usual against zoompan's
jitter; `perspective` moves them with that filter, FFmpeg's only one that is exact to a tenth of a pixel (bench_motion
measures all of them). Beside each: the file's size, and VMAF and SSIM of its luma against the same maker's frames
coded all but losslessly.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mediagen.plan.film import ENCODINGS, FPS, Camera, Card, Encoding, Layer
from mediagen.video import AT_ONCE
from tests.benchmarks.bench_render import ALONE, CANVAS, FADE, Scene, parts, plan, scenes, sized, stills

FAITHFUL = Encoding("ultrafast", 2)
TARGETS = {"ffmpeg": 2.0, "perspective": 2.0, "moviepy": 5.0}
W, H = CANVAS.width, CANVAS.height


def settings(encoding: Encoding) -> list[str]:
    from mediagen.video.encode import X264, ahead

    x264 = X264 + ahead(encoding, gliding=True)
    options = ["-preset", encoding.preset, "-crf", str(encoding.crf), "-profile:v", "high", "-x264-params", x264]
    return [*options, "-threads", str(ALONE), "-pix_fmt", "yuv420p"]


# -- ours --------------------------------------------------------------------------------------------------------------


def ours(folder: Path, frames: int, encoding: Encoding, out: Path) -> None:
    from mediagen.plan.film import Reel
    from mediagen.plan.requests import FilmRequest
    from mediagen.video.film import Joiner

    files = {p.name: str(p) for p in folder.iterdir()}
    digests = (folder / "stills").read_text().split()
    made = parts(plan(digests, frames, encoding), folder, files, at_once=AT_ONCE)
    reel = Reel(tuple(made), frames, "", "Bench", "", "en")
    files = {p.name: str(p) for p in folder.iterdir()}
    out.write_bytes(Joiner().make(FilmRequest(provider="builtin", model="-", spec=reel, files=files)).data)


# -- one FFmpeg graph --------------------------------------------------------------------------------------------------


def ffmpeg(
    folder: Path, frames: int, encoding: Encoding, out: Path, *, enlarged: int = 1, warped: bool = False
) -> None:
    shown, inputs, chains = scenes(frames), [], []
    for n, (scene, path) in enumerate(zip(shown, pictures(folder), strict=True)):
        inputs += ["-i", path]
        larger = f"scale={enlarged}*iw:-1:flags=bicubic," if enlarged > 1 and scene.camera else ""
        way = perspective(scene) if warped and scene.camera else larger + zoompan(scene)
        chains.append(f"[{n}:v]{way},setsar=1,format=yuv420p[v{n}]")
    last = "v0"
    for n, scene in enumerate(shown[1:], 1):
        chains.append(f"[{last}][v{n}]xfade=transition=fade:duration={FADE / FPS}:offset={scene.first / FPS}[x{n}]")
        last = f"x{n}"
    (folder / "text.ass").write_text(ass([layer for s in shown for layer in s.layers]), encoding="utf-8")
    chains.append(f"[{last}]ass=text.ass:fontsdir=fonts[out]")
    command = [binary(), "-y", "-loglevel", "error", *inputs, "-filter_complex", ";".join(chains), "-map", "[out]"]
    subprocess.run([*command, "-c:v", "libx264", *settings(encoding), str(out)], check=True, cwd=folder)


def path(scene: Scene, on: str = "on") -> tuple[str, str, str]:
    """Zoom and place of a scene's camera in frame `on`, as expressions of FFmpeg's."""
    c = scene.camera or Camera(1.0, 0.5, 0.5, 1.0, 0.5, 0.5, "linear")
    t = f"({on}/{max(1, scene.frames - 1)})"
    way = {"linear": t, "in_out": f"({t}*{t}*(3-2*{t}))", "out": f"(1-(1-{t})*(1-{t}))"}[c.ease]
    ends = ((c.zoom_from, c.zoom_to), (c.x_from, c.x_to), (c.y_from, c.y_to))
    zoom, x, y = (f"({a}+({b - a})*{way})" for a, b in ends)
    return zoom, x, y


def perspective(scene: Scene) -> str:
    zoom, x, y = path(scene, "(on-1)")  # this filter counts from 1
    left, top = f"clip({x}*W-W/{zoom}/2,0,W-W/{zoom})", f"clip({y}*H-H/{zoom}/2,0,H-H/{zoom})"
    corners = (left, top, f"{left}+W/{zoom}", top, left, f"{top}+H/{zoom}", f"{left}+W/{zoom}", f"{top}+H/{zoom}")
    places = ":".join(f"{axis}{n // 2}='{at}'" for n, (axis, at) in enumerate(zip("xyxyxyxy", corners, strict=True)))
    still = f"scale={W}:{H}:flags=bicubic,format=yuv420p,loop={scene.frames - 1}:1:0,settb=1/{FPS},setpts=N,fps={FPS}"
    return f"{still},perspective={places}:sense=source:eval=frame:interpolation=linear"


def zoompan(scene: Scene) -> str:
    zoom, x, y = path(scene)
    return f"zoompan=z='{zoom}':x='{x}*iw-iw/zoom/2':y='{y}*ih-ih/zoom/2':d={scene.frames}:s={W}x{H}:fps={FPS}"


def ass(layers: list[Layer]) -> str:
    lines = [
        f"[Script Info]\nPlayResX: {W}\nPlayResY: {H}\nScaledBorderAndShadow: yes\n\n[V4+ Styles]",
        "Format: Name,Fontname,Fontsize,PrimaryColour,OutlineColour,BackColour,Bold,BorderStyle,Outline,Shadow,Alignment",
        "Style: plate,Inter,52,&H00FFFFFF,&H33101010,&H33101010,-1,3,14,0,5",
        "Style: free,Inter,120,&H00FFFFFF,&H00000000,&H00000000,-1,1,0,0,5",
        "\n[Events]\nFormat: Layer,Start,End,Style,Text",
    ]
    for layer in layers:
        x, y = middle(layer)
        fade = rf"{{\an5\pos({x},{y})\fad({ms(layer.enter_frames)},{ms(layer.leave_frames)})}}"
        kind = "plate" if layer.type and layer.type.plate else "free"
        lines.append(f"Dialogue: 0,{clock(layer.first)},{clock(layer.first + layer.frames)},{kind},{fade}{layer.text}")
    return "\n".join(lines) + "\n"


def middle(layer: Layer) -> tuple[int, int]:
    box = layer.box
    return round((box.x + box.width / 2) * W), round((box.y + box.height / 2) * H)


def ms(frames: int) -> int:
    return frames * 1000 // FPS


def clock(frame: int) -> str:
    seconds = frame / FPS
    return f"0:{int(seconds) // 60:02}:{seconds % 60:05.2f}"


def binary() -> str:
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


# -- MoviePy -----------------------------------------------------------------------------------------------------------


def moviepy(folder: Path, frames: int, encoding: Encoding, out: Path) -> None:
    from moviepy import CompositeVideoClip

    clips = []
    for n, (scene, path) in enumerate(zip(scenes(frames), pictures(folder), strict=True)):
        clips.append(under_camera(scene, path, fades=n > 0))
    clips += [lettering(layer) for scene in scenes(frames) for layer in scene.layers]
    film = CompositeVideoClip(clips, size=(W, H)).with_duration(frames / FPS)
    options = settings(encoding)
    film.write_videofile(str(out), fps=FPS, codec="libx264", preset=encoding.preset, audio=False, logger=None,
                         threads=int(options[options.index("-threads") + 1]), ffmpeg_params=options[2:])  # fmt: skip


def under_camera(scene: Scene, path: str, *, fades: bool) -> Any:
    """A still that is resized and moved by functions of the time, as the documentation does it."""
    from moviepy import CompositeVideoClip, ImageClip, vfx

    from mediagen.video.camera import CameraPath

    clip = ImageClip(path).with_duration(scene.frames / FPS)
    way = CameraPath(scene.camera, scene.frames, clip.size, CANVAS)

    def scale(t: float) -> float:
        return W / way.view(round(t * FPS)).width

    def place(t: float) -> tuple[float, float]:
        return -way.view(round(t * FPS)).left * scale(t), -way.view(round(t * FPS)).top * scale(t)

    moved = clip.resized(scale).with_position(place) if scene.camera else clip
    whole = CompositeVideoClip([moved], size=(W, H)).with_start(scene.first / FPS)
    return whole.with_effects([vfx.CrossFadeIn(FADE / FPS)]) if fades else whole


def lettering(layer: Layer) -> Any:
    from moviepy import TextClip, vfx

    from mediagen.video.fonts import face

    kind = layer.type
    assert kind is not None
    text = TextClip(face("Inter", kind.weight).path, layer.text, font_size=120 if not kind.plate else 52, margin=(20, 20),
                    color=kind.color, bg_color=kind.plate or None, duration=layer.frames / FPS)  # fmt: skip
    x, y = middle(layer)
    text = text.with_start(layer.first / FPS).with_position((x - text.w // 2, y - text.h // 2))
    effects = [(vfx.CrossFadeIn, layer.enter_frames), (vfx.CrossFadeOut, layer.leave_frames)]
    return text.with_effects([effect(n / FPS) for effect, n in effects if n])


Make = Callable[[Path, int, Encoding, Path], None]
MAKERS: dict[str, Make] = {
    "ours": ours,
    "ffmpeg": ffmpeg,
    "ffmpeg4": partial(ffmpeg, enlarged=4),
    "perspective": partial(ffmpeg, warped=True),
    "moviepy": moviepy,
}

# -- measuring ---------------------------------------------------------------------------------------------------------


def pictures(folder: Path) -> list[str]:
    """The files of the four scenes."""
    return [str(folder / name) for name in [*(folder / "stills").read_text().split(), "card.png"]]


def prepare(folder: Path, style: str, size: tuple[int, int]) -> None:
    from PIL import Image

    from mediagen.video.card import paint_card
    from mediagen.video.fonts import face

    (folder / "stills").write_text(" ".join(stills(style, size, folder)))
    card: Card | None = scenes(120)[3].picture("").card
    assert card is not None
    Image.fromarray(paint_card(card, CANVAS)).save(folder / "card.png")
    (folder / "fonts").mkdir()
    shutil.copy(face("Inter", 700).path, folder / "fonts")


def make(maker: str, folder: Path, frames: int, quality: str, out: Path) -> tuple[float, float, float]:
    """(CPU seconds, seconds, peak megabytes of the largest process) of a maker's process."""
    command = [sys.executable, __file__, "--folder", str(folder), "--frames", str(frames), "--quality", quality]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "--makers", maker, "--out", str(out)])
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{maker} ended with {status}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024


def likeness(made: Path, wanted: Path, folder: Path) -> tuple[float, float]:
    """(VMAF, SSIM of Y) of a file against another."""
    graph = "[0:v]split[a][b];[1:v]split[c][d];[a][c]libvmaf=n_threads=2:log_path=vmaf.json:log_fmt=json;[b][d]ssim"
    command = [binary(), "-i", str(made), "-i", str(wanted), "-lavfi", graph, "-f", "null", "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stderr
    vmaf, ssim = re.search(r"VMAF score: ([\d.]+)", told), re.search(r"SSIM Y:([\d.]+)", told)
    assert vmaf is not None
    assert ssim is not None
    return float(vmaf[1]), float(ssim[1])


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--frames", type=int, default=240)
    ask.add_argument("--rounds", type=int, default=1)
    ask.add_argument("--quality", default="standard")
    ask.add_argument("--style", default="luxury")
    ask.add_argument("--size", type=sized, default="1280x720")
    ask.add_argument("--makers", default=",".join(MAKERS))
    ask.add_argument("--quick", action="store_true", help="leave out VMAF and SSIM")
    ask.add_argument("--folder", type=Path, help="of a process that makes one film")
    ask.add_argument("--out", type=Path)
    given = ask.parse_args()
    makers = given.makers.split(",")
    if given.out:
        MAKERS[makers[0]](given.folder, given.frames, ENCODINGS.get(given.quality, FAITHFUL), given.out)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, given.style, given.size)
        compare(makers, folder, given)


def compare(makers: list[str], folder: Path, given: argparse.Namespace) -> None:
    rows: dict[str, list[tuple[float, float, float]]] = {name: [] for name in makers}
    for _ in range(given.rounds):
        for name in makers:
            rows[name].append(make(name, folder, given.frames, given.quality, folder / f"{name}.mp4"))
    print(
        f"{given.frames} frames, {given.quality}, {given.style}, stills {given.size[0]}x{given.size[1]}, {os.cpu_count()} cores"
    )
    missed = False
    for name in makers:
        like = ""
        if not given.quick:
            make(name, folder, given.frames, "faithful", folder / f"{name}.faithful.mp4")
            vmaf, ssim = likeness(folder / f"{name}.mp4", folder / f"{name}.faithful.mp4", folder)
            like = f"  VMAF {vmaf:.2f}  SSIM {ssim:.5f}"
        cpu, wall = (median(b[n] / a[n] for a, b in zip(rows[makers[0]], rows[name], strict=True)) for n in (0, 1))
        took = [median(row[n] for row in rows[name]) for n in range(3)]
        target = TARGETS.get(name)
        missed |= target is not None and cpu < target
        verdict = f"  (target {target:g} x: {'PASS' if cpu >= target else 'FAIL'})" if target else ""
        size = (folder / f"{name}.mp4").stat().st_size / 1e6
        print(f"{name:8} {took[0]:6.1f} s CPU {took[1]:6.1f} s {took[2]:5.0f} MB  CPU x{cpu:.2f}  wall x{wall:.2f}"
              f"  {size:.2f} MB{like}{verdict}", flush=True)  # fmt: skip
    sys.exit(missed)


if __name__ == "__main__":
    main()
