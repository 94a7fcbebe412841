using System.Globalization;
using HexaLive.Domain.Reports;
using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Draws the pages of a PDF from top to bottom. Positions and sizes are in points.</summary>
internal sealed class PdfCanvas
{
    /// <summary>The margin on all sides, and the height of the footer.</summary>
    public const double Margin = 40,
        FooterHeight = 24;

    public static readonly XBrush Ink = XBrushes.Black,
        Grey = new XSolidBrush(XColor.FromArgb(90, 96, 105)),
        Shade = new XSolidBrush(XColor.FromArgb(236, 239, 243));
    public static readonly XPen Thin = new(XColor.FromArgb(205, 210, 217), 0.5),
        Strong = new(XColor.FromArgb(90, 96, 105), 0.8);

    private readonly PdfDocument _document = new();
    private readonly ReportLayout _layout;
    private PdfPage _page = null!;
    private XGraphics _graphics = null!;

    public PdfCanvas(string title, ReportLayout layout)
    {
        PdfFont.RegisterFonts();
        _layout = layout;
        _document.Info.Title = title;
        _document.Info.Creator = "HexaLive";
        NewPage();
    }

    /// <summary>The vertical position at which drawing continues.</summary>
    public double Y { get; set; }

    /// <summary>The width between the margins.</summary>
    public double Width => _page.Width.Point - 2 * Margin;

    /// <summary>The lowest vertical position above the footer.</summary>
    public double Bottom => _page.Height.Point - Margin - FooterHeight;

    public void NewPage()
    {
        _graphics?.Dispose();
        _page = _document.AddPage();
        _page.Size = _layout.Paper == PaperSize.Letter ? PageSize.Letter : PageSize.A4;
        _page.Orientation = _layout.Landscape ? PageOrientation.Landscape : PageOrientation.Portrait;
        _graphics = XGraphics.FromPdfPage(_page);
        Y = Margin;
    }

    /// <summary>Draws a line of text whose top is at <paramref name="y"/>.</summary>
    public void DrawText(string text, PdfFont type, XBrush brush, double x, double y) =>
        _graphics.DrawString(text, type.Font, brush, x, y + type.Ascent);

    /// <summary>Draws a horizontal line over the whole width.</summary>
    public void DrawLine(XPen pen) => _graphics.DrawLine(pen, Margin, Y, Margin + Width, Y);

    /// <summary>Fills an area of the whole width.</summary>
    public void FillRectangle(XBrush brush, double height) => _graphics.DrawRectangle(brush, Margin, Y, Width, height);

    /// <summary>
    /// Draws a picture at the top right, at most 140 points wide and 36 high; returns its width, or 0 if it is not a valid picture.
    /// </summary>
    public double DrawLogo(byte[] picture)
    {
        if (LoadImage(picture) is not { } image)
            return 0;
        var scale = Math.Min(36 / image.PointHeight, 140 / image.PointWidth);
        var (width, height) = (image.PointWidth * scale, image.PointHeight * scale);
        _graphics.DrawImage(image, Margin + Width - width, Y, width, height);
        return width;
    }

    /// <summary>Writes the footer of each page, and returns the file.</summary>
    public Stream Finish(string footer, PdfFont type, Func<string, string, string> pageNumber, CancellationToken cancellationToken)
    {
        _graphics.Dispose();
        var count = _document.PageCount.ToString(CultureInfo.CurrentCulture);
        for (var i = 0; i < _document.PageCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var graphics = XGraphics.FromPdfPage(_document.Pages[i], XGraphicsPdfPageOptions.Append);
            var y = _document.Pages[i].Height.Point - Margin;
            var right = _document.Pages[i].Width.Point - Margin;
            graphics.DrawLine(Thin, Margin, y - 12, right, y - 12);
            graphics.DrawString(type.Wrap(footer, Width - 80)[0], type.Font, Grey, Margin, y);
            var number = pageNumber((i + 1).ToString(CultureInfo.CurrentCulture), count);
            graphics.DrawString(number, type.Font, Grey, right - type.MeasureWidth(number), y);
        }
        var file = new MemoryStream();
        _document.Save(file, false);
        _document.Dispose();
        file.Position = 0;
        return file;
    }

    private static XImage? LoadImage(byte[] logo)
    {
        try
        {
            return XImage.FromStream(new MemoryStream(logo));
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or NotSupportedException
                        or NotImplementedException
                        or ArgumentException
                        or IndexOutOfRangeException
                        or PdfSharpException
            )
        {
            // The file is not a valid picture, although its signature is correct. Print the report without a logo.
            return null;
        }
    }
}
