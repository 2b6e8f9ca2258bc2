"""Files as strangers send them: plain ones, and those that are refused or made harmless, each made here."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import xlsxwriter
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

SECRET = b"GPS47N"  # Stands for what metadata tell; nothing that is kept may hold it.
PAYLOAD = b"MZ" + b"PAYLOAD" * 9
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def pdf(**actions: Any) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "Security instruction", "/Author": SECRET.decode()})
    for name, value in actions.items():
        writer.root_object[NameObject(f"/{name}")] = value
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def script() -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.launchURL()")}
    )


def pdf_with_link_script() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): script()})
    page[NameObject("/Annots")] = ArrayObject([link])
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script()})
    return _written(writer)


def pdf_with_attachment() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("tool.exe", PAYLOAD)
    return _written(writer)


def pdf_with_photo() -> bytes:
    """The camera's own bytes are in it, as most programs put them there."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    photo = StreamObject()
    photo._data = jpeg()  # noqa: SLF001  (As a scanner would write it.)
    size = {NameObject("/Width"): NumberObject(60), NameObject("/Height"): NumberObject(40)}
    colours = {NameObject("/ColorSpace"): NameObject("/DeviceRGB"), NameObject("/BitsPerComponent"): NumberObject(8)}
    photo.update({NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject("/DCTDecode")})
    photo.update(size | colours)
    pictures = DictionaryObject({NameObject("/P"): writer._add_object(photo)})  # noqa: SLF001  (As above.)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    return _written(writer)


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def jpeg() -> bytes:
    picture = Image.new("RGB", (60, 40), "red")
    said = picture.getexif()
    said[0x010F], said[0x0112] = SECRET.decode(), 6  # The maker, and that it lies on its side.
    return _saved(picture, "JPEG", exif=said, comment=SECRET)


def png() -> bytes:
    texts = PngInfo()
    texts.add_text("Author", SECRET.decode())
    return _saved(Image.new("RGBA", (60, 40), "red"), "PNG", pnginfo=texts)


def _saved(picture: Any, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def huge_png() -> bytes:
    """Says that it is 60 000 pixels wide and high, in a few bytes."""
    head = struct.pack("!IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def xlsx() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.set_properties({"title": "Seats by nation"})
    book.add_worksheet("Nations").write(0, 0, "GBR")
    book.add_worksheet("Costs")
    book.close()
    return file.getvalue()


TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def docx(main: str = DOCUMENT, **parts: bytes) -> bytes:
    """The smallest document; *parts* are added, with "__" for "/" and "_dot_" for "." in their names."""
    contents = f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    core = b'<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Joining instruction</dc:title></p>'
    app = b'<P xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Pages>7</Pages></P>'
    plain = {
        "[Content_Types].xml": contents.encode(),
        "word/document.xml": b"<d/>",
        "docProps/core.xml": core,
        "docProps/app.xml": app,
    }
    return package(plain | {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()})


def package(parts: dict[str, bytes], *, stored: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as box:
        for name, data in parts.items():
            box.writestr(name, data)
    return file.getvalue()


def bomb() -> bytes:
    return docx(word__media__a_dot_bin=bytes(40 << 20))


def lying_bomb() -> bytes:
    """A package whose directory says that its parts are small."""
    data = bytearray(bomb())
    size = struct.pack("<I", 40 << 20)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 99)
    return bytes(data)


def twice_named() -> bytes:
    file = io.BytesIO(docx())
    with zipfile.ZipFile(file, "a") as box:
        box.writestr("WORD/document.xml", b"<other/>")
    return file.getvalue()


ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
TEMPLATE = b"""<Relationships><Relationship Id="r" Type="http://x/relationships/attachedTemplate"
 Target="https://elsewhere.example/t.dotm" TargetMode="External"/></Relationships>"""
LINK = b"""<Relationships><Relationship Id="r" Type="http://x/relationships/hyperlink"
 Target="https://elsewhere.example/" TargetMode="External"/></Relationships>"""

# Name, bytes, why it is refused.
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.pdf", lambda: b"", "empty"),
    ("program.pdf", lambda: PAYLOAD, "program"),
    ("program.exe", lambda: PAYLOAD, "program"),
    ("elf.txt", lambda: b"\x7fELF" + bytes(60), "program"),
    ("script.txt", lambda: b"#!/bin/sh\nrm -rf /", "program"),
    ("class.txt", lambda: b"\xca\xfe\xba\xbe" + bytes(9), "program"),
    ("batch.txt", lambda: b"@echo off\r\ndel *", "disguised"),
    ("old.doc", lambda: OLE, "old_office"),
    ("old.docx", lambda: OLE, "old_office"),
    ("rich.txt", lambda: b"{\\rtf1\\ansi}", "old_office"),
    ("rich.docx", lambda: b"{\\rtf1\\ansi}", "old_office"),
    ("a.rar", lambda: b"Rar!\x1a\x07\x00" + bytes(9), "archive"),
    ("a.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(9), "archive"),
    ("a.gz", lambda: b"\x1f\x8b\x08" + bytes(9), "archive"),
    ("a.bz2", lambda: b"BZh91AY", "archive"),
    ("a.xz", lambda: b"\xfd7zXZ\x00" + bytes(9), "archive"),
    ("a.zst", lambda: b"\x28\xb5\x2f\xfd" + bytes(9), "archive"),
    ("empty.zip", lambda: package({}), "archive"),
    ("plain.zip", lambda: package({"a.txt": b"a"}), "archive"),
    ("zips.zip", lambda: package({"inner.zip": package({"a.txt": b"a"})}), "archive"),
    ("zips.docx", lambda: docx(word__a_dot_zip=package({"a": b"a"})), "nested"),
    ("jar.docx", lambda: docx(word__a_dot_bin=b"7z\xbc\xaf\x27\x1c"), "nested"),
    ("tool.docx", lambda: docx(word__tool_dot_exe=PAYLOAD), "nested"),
    ("deep.docx", lambda: docx(word__embeddings__a_dot_docx=docx(word__embeddings__b_dot_docx=docx())), "nested"),
    ("bomb.docx", bomb, "bomb"),
    ("lying.docx", lying_bomb, "damaged"),
    ("entities.docx", lambda: docx(word__more_dot_xml=ENTITIES), "bomb"),
    ("wide.docx", lambda: docx(word__more_dot_xml="<d/>".encode("utf-16")), "disguised"),
    ("climbing.docx", lambda: package({"[Content_Types].xml": b"<T/>", "../../a.txt": b"a"}), "disguised"),
    ("rooted.docx", lambda: package({"[Content_Types].xml": b"<T/>", "/etc/a": b"a"}), "disguised"),
    ("twice.docx", twice_named, "disguised"),
    ("behind.docx", lambda: docx() + b"<script>", "disguised"),
    ("macros.docx", lambda: docx(MACROS), "mismatch"),
    ("both.docx", lambda: docx(f"{DOCUMENT}'/><O C='{MACROS}"), "disguised"),
    ("book.docx", xlsx, "mismatch"),
    ("neither.docx", lambda: docx("application/x"), "archive"),
    ("cut.docx", lambda: docx()[:-40], "damaged"),
    ("cut.pdf", lambda: pdf()[:200], "damaged"),
    ("head.pdf", lambda: b"%PDF-1.7\n", "damaged"),
    ("locked.pdf", encrypted_pdf, "encrypted"),
    ("picture.pdf", png, "mismatch"),
    ("paper.png", pdf, "mismatch"),
    ("cut.png", lambda: png()[:60], "damaged"),
    ("cut.jpg", lambda: jpeg()[:90], "damaged"),
    ("huge.png", huge_png, "pixels"),
    ("drawing.svg", lambda: b"<svg onload='alert(1)'/>", "disguised"),
    ("page.txt", lambda: b"  <!DOCTYPE html><script>alert(1)</script>", "disguised"),
    ("page.html", lambda: b"<html><body>", "disguised"),
    ("code.txt", lambda: b"<?php system('id');", "disguised"),
    ("print.txt", lambda: b"%!PS-Adobe-3.0", "disguised"),
    ("paper.txt", lambda: b"hello\n%PDF-1.7\n1 0 obj", "disguised"),
    ("mail.txt", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related", "disguised"),
    ("zero.txt", lambda: b"a\x00b", "unknown"),
    ("latin1.txt", lambda: "Évreux".encode("latin-1"), "unknown"),
    ("escape.txt", lambda: b"\x1b[31mred", "unknown"),
    ("bytes.bin", lambda: bytes(range(256)), "unknown"),
    ("gif.gif", lambda: b"GIF89a" + bytes(20), "unknown"),
    ("tiff.tif", lambda: b"II*\x00" + bytes(20), "unknown"),
    ("shortcut.lnk", lambda: b"L\x00\x00\x00" + bytes(20), "unknown"),
    ("notes.exe", lambda: b"just text", "mismatch"),
    ("notes.txt.js", lambda: b"alert(1)", "mismatch"),
]

# Name, bytes, kind, flags: taken, and harmless then.
TAKEN: list[tuple[str, Callable[[], bytes], str, list[str]]] = [
    ("a.pdf", pdf, "pdf", []),
    ("opens.pdf", lambda: pdf(OpenAction=script()), "pdf", ["scripts"]),
    ("link.pdf", pdf_with_link_script, "pdf", ["scripts"]),
    ("photo.pdf", pdf_with_photo, "pdf", []),
    ("carries.pdf", pdf_with_attachment, "pdf", ["attachments"]),
    ("before.pdf", lambda: pdf() + docx(word__a_dot_txt=PAYLOAD), "pdf", []),
    ("a.jpg", jpeg, "jpeg", []),
    ("behind.jpg", lambda: jpeg() + package({"a.exe": PAYLOAD}, stored=True), "jpeg", []),
    ("a.png", png, "png", []),
    ("behind.png", lambda: png() + PAYLOAD, "png", []),
    ("a.xlsx", xlsx, "xlsx", []),
    ("a.docx", docx, "docx", []),
    ("a.docm", lambda: docx(MACROS, word__vbaProject_dot_bin=OLE), "docm", ["macros"]),
    ("fetches.docx", lambda: docx(word___rels__s_dot_rels=TEMPLATE), "docx", ["external"]),
    ("links.docx", lambda: docx(word___rels__s_dot_rels=LINK), "docx", []),
    ("chart.docx", lambda: docx(word__embeddings__book_dot_xlsx=xlsx()), "docx", ["embedded"]),
    ("object.docx", lambda: docx(word__embeddings__o_dot_bin=OLE), "docx", ["embedded"]),
    ("a.txt", "Évreux, نص\n".encode, "text", []),
    ("a.csv", lambda: b"nation,seats\nGBR,4\n", "csv", []),
    ("unnamed", lambda: b"just text", "text", []),
]
